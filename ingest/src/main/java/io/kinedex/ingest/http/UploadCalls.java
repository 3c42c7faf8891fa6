package io.kinedex.ingest.http;

import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.upload.NewUpload;
import io.kinedex.ingest.upload.Upload;
import io.kinedex.ingest.upload.Uploads;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;

/**
 * What is asked of uploads. {@code list}, {@code get}, {@code head}, {@code create} and {@code cancel} block and are called
 * on threads that may; {@code append} and {@code putFile} are called on the event loop.
 */
final class UploadCalls {
    private final Uploads uploads;
    private final BlockingCalls files;
    private final HttpMetrics metrics;

    /** @param files where files are written; it has room for two calls of each connection */
    UploadCalls(Uploads uploads, BlockingCalls files, HttpMetrics metrics) {
        this.uploads = uploads;
        this.files = files;
        this.metrics = metrics;
    }

    /** A writer's turn at an upload. */
    private record Turn(Upload upload, ContentReceiver.Target target) {}

    Reply list(Call call) {
        return Reply.json(new Views.Uploads(uploads.list(call.query("stream").orElse("")).stream()
                .map(Views.UploadView::of)
                .toList()));
    }

    Reply create(Call call) {
        JsonObject body = call.body();
        Number length = body.getNumber("length");
        return created(uploads.create(new NewUpload(
                call.path("stream"),
                body.getString("fileName"),
                length == null ? OptionalLong.empty() : OptionalLong.of(length.longValue()),
                Call.instant("start", Optional.ofNullable(body.getString("start"))),
                Optional.ofNullable(body.getString("after")))));
    }

    Reply get(Call call) {
        Upload upload = find(call);
        return progress(Reply.json(Views.UploadView.of(upload)), upload);
    }

    Reply head(Call call) {
        return progress(Reply.empty(204).with("Cache-Control", "no-store"), find(call));
    }

    Reply cancel(Call call) {
        if (!uploads.cancel(call.path("id"))) {
            throw absent(call);
        }
        return Reply.empty(204);
    }

    Future<Reply> append(Call call) {
        boolean complete = call.header("Upload-Complete").orElse("").equals("?1");
        long offset = call.number("Upload-Offset");
        return takeIn(
                        call,
                        () -> turn(
                                call.path("id"), offset, declared(call.context().request())),
                        complete,
                        false)
                .map(upload -> progress(Reply.json(Views.UploadView.of(upload)), upload));
    }

    Future<Reply> putFile(Call call) {
        OptionalLong length = declared(call.context().request());
        NewUpload announced = new NewUpload(
                call.path("stream"),
                call.path("fileName"),
                length,
                Call.instant("start", call.query("start")),
                call.query("after"));
        return takeIn(call, () -> turn(uploads.create(announced).id(), 0, length), true, true)
                .map(UploadCalls::created);
    }

    private Future<Upload> takeIn(Call call, Callable<Turn> begin, boolean complete, boolean wholeOnly) {
        HttpServerRequest request = call.context().request();
        return files.callToItsEnd(begin).compose(turn -> {
            if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
                request.response().writeContinue();
            }
            return ContentReceiver.of(call.context())
                    .receive(turn.target())
                    .transform(end -> end(turn, complete, wholeOnly, Optional.ofNullable(end.cause())));
        });
    }

    /** Blocks. */
    private Turn turn(String id, long offset, OptionalLong declared) throws IOException {
        Upload upload = uploads.begin(id, offset);
        try {
            long left = upload.length().isPresent() ? upload.length().getAsLong() - offset : Long.MAX_VALUE;
            if (declared.isPresent() && declared.getAsLong() > left) {
                throw new IngestException(
                        IngestException.Code.TOO_LARGE,
                        "%d bytes are announced, %d are left of upload %s".formatted(declared.getAsLong(), left, id));
            }
            ContentReceiver.Target target = new ContentReceiver.Target(
                    ContentReceiver.Target.open(uploads.content(id), offset), left, files, metrics::uploaded);
            return new Turn(upload, target);
        } catch (IOException | RuntimeException e) {
            uploads.written(id, false);
            throw e;
        }
    }

    /** Gives the turn back whatever ended it: what is in the file counts. */
    private Future<Upload> end(Turn turn, boolean complete, boolean wholeOnly, Optional<Throwable> cut) {
        String id = turn.upload().id();
        return files.callToItsEnd(() -> uploads.written(id, complete && cut.isEmpty()))
                .compose(upload -> {
                    if (cut.isEmpty()) {
                        return Future.succeededFuture(upload);
                    }
                    metrics.cut();
                    Throwable why = cut.get();
                    return wholeOnly
                            ? files.callToItsEnd(() -> uploads.cancel(id)).transform(_ -> Future.failedFuture(why))
                            : Future.failedFuture(why);
                });
    }

    private static OptionalLong declared(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(length));
    }

    private Upload find(Call call) {
        return uploads.find(call.path("id")).orElseThrow(() -> absent(call));
    }

    private static Reply created(Upload upload) {
        return progress(Reply.json(201, Views.UploadView.of(upload)), upload)
                .with("Location", "/v1/uploads/" + upload.id());
    }

    private static Reply progress(Reply reply, Upload upload) {
        Reply told = reply.with("Upload-Offset", Long.toString(upload.received()))
                .with("Upload-Complete", upload.state() == Upload.State.RECEIVING ? "?0" : "?1");
        return upload.length().isPresent()
                ? told.with("Upload-Length", Long.toString(upload.length().getAsLong()))
                : told;
    }

    private static IngestException absent(Call call) {
        return new IngestException(
                IngestException.Code.NOT_FOUND, "there is no upload '%s'".formatted(call.path("id")));
    }
}
