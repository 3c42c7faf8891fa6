package io.kinedex.ingest.http;

import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.media.SightingMedia;
import io.kinedex.metadata.index.Hit;
import io.kinedex.metadata.record.Sighting;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/** Pictures and clips of sightings. Called on the event loop. */
final class MediaCalls {
    private static final int THUMBNAIL_SIZE = 480;
    private static final Duration PADDING_MAX = Duration.ofSeconds(60);

    private final SearchCalls search;
    private final SightingMedia media;
    private final BlockingCalls calls;
    private final BlockingCalls mediaCalls;
    private final ClipShelf shelf;

    /**
     * @param calls      for the index
     * @param mediaCalls for decoding
     */
    MediaCalls(SearchCalls search, SightingMedia media, BlockingCalls calls, BlockingCalls mediaCalls) {
        this.search = search;
        this.media = media;
        this.calls = calls;
        this.mediaCalls = mediaCalls;
        this.shelf = new ClipShelf(mediaCalls);
    }

    Future<Reply> thumbnail(Call call) {
        int size = call.query("size", THUMBNAIL_SIZE);
        return calls.call(() -> search.find(call)).compose(hit -> {
            String tag = tag(hit, "s" + size);
            if (knows(call.context().request(), tag)) {
                return Future.succeededFuture(cached(Reply.empty(304), hit, tag));
            }
            return mediaCalls
                    .call(() -> media.thumbnail(hit, size))
                    .map(jpeg -> cached(Reply.of(200, "image/jpeg", jpeg), hit, tag));
        });
    }

    Future<Void> clip(Call call) {
        Duration padding = Call.duration("padding", call.query("padding").orElse("1s"));
        if (padding.compareTo(PADDING_MAX) > 0) {
            throw new IngestException(
                    IngestException.Code.BAD_REQUEST,
                    "padding is %s, may be at most %s s".formatted(padding, PADDING_MAX.toSeconds()));
        }
        return calls.call(() -> search.find(call)).compose(hit -> {
            String tag = tag(hit, "p" + padding.toMillis());
            return shelf.take(tag, () -> film(hit, padding))
                    .compose(film -> send(call.context(), film, hit, tag).onComplete(_ -> shelf.giveBack(tag)));
        });
    }

    void close() {
        shelf.clear();
    }

    private ClipShelf.Film film(Hit hit, Duration padding) throws IOException {
        SightingMedia.Clip clip = media.clip(hit, padding);
        return new ClipShelf.Film(clip, Files.size(clip.path()));
    }

    private static Future<Void> send(RoutingContext context, ClipShelf.Film film, Hit hit, String tag) {
        HttpServerRequest request = context.request();
        HttpServerResponse response = context.response();
        if (response.closed()) {
            return Future.succeededFuture();
        }
        cached(Reply.of(200, film.clip().mediaType(), new byte[0]), hit, tag)
                .headers()
                .forEach(response::putHeader);
        response.putHeader("Accept-Ranges", "bytes");
        if (knows(request, tag)) {
            return response.setStatusCode(304).end();
        }
        boolean same = Optional.ofNullable(request.getHeader("If-Range"))
                .map(tag::equals)
                .orElse(true);
        Optional<String> range = same ? Optional.ofNullable(request.getHeader("Range")) : Optional.empty();
        return switch (ByteRange.asked(range, film.length())) {
            case ByteRange.Asked.Whole _ -> send(context, film, new ByteRange(0, film.length()));
            case ByteRange.Asked.Part(ByteRange part) -> {
                response.setStatusCode(206).putHeader("Content-Range", part.contentRange(film.length()));
                yield send(context, film, part);
            }
            case ByteRange.Asked.OutOfReach _ -> {
                Reply problem = Problem.ofStatus(416, "the file has %d bytes".formatted(film.length()))
                        .reply()
                        .with("Content-Range", "bytes */" + film.length());
                problem.send(response);
                yield Future.succeededFuture();
            }
        };
    }

    private static Future<Void> send(RoutingContext context, ClipShelf.Film film, ByteRange part) {
        HttpServerResponse response = context.response();
        if (Routes.isHead(context)) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(part.length()));
            return response.end();
        }
        return response.sendFile(film.clip().path().toString(), part.offset(), part.length());
    }

    private static Reply cached(Reply reply, Hit hit, String tag) {
        String control = hit.sighting().open() ? "private, no-cache" : "private, max-age=3600";
        return reply.with("ETag", tag).with("Cache-Control", control);
    }

    private static boolean knows(HttpServerRequest request, String tag) {
        String known = request.getHeader(HttpHeaders.IF_NONE_MATCH);
        return known != null
                && Arrays.stream(known.split(","))
                        .map(String::strip)
                        .anyMatch(one -> one.equals("*") || one.equals(tag) || one.equals("W/" + tag));
    }

    /** Changes when anything of the picture or the clip would. */
    private static String tag(Hit hit, String variant) {
        Sighting seen = hit.sighting();
        int what = Objects.hash(seen.start(), seen.end(), seen.best(), seen.box(), seen.label());
        return "\"%s-%08x-%s\"".formatted(seen.id(), what, variant);
    }
}
