package io.kinedex.ingest.kinesis.playback;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kinedex.frames.FramesException;
import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.ingest.kinesis.Exchange;
import io.kinedex.ingest.kinesis.Operation;
import io.kinedex.ingest.kinesis.playback.HlsSession.Discontinuity;
import io.kinedex.ingest.kinesis.playback.HlsSession.Mode;
import io.kinedex.ingest.kinesis.playback.PlaybackStreams.PlaybackStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Begins an HLS session.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/kinesisvideostreams/latest/dg/API_reader_GetHLSStreamingSessionURL.html">GetHLSStreamingSessionURL</a>
 */
final class GetHlsStreamingSessionUrl implements Operation {
    static final String PREFIX = "/hls/v1";

    private static final Duration LIVE_WITHIN = Duration.ofSeconds(30);
    private static final Duration FRAGMENT_MAX = Duration.ofSeconds(20);
    private static final Duration RANGE_MAX = Duration.ofHours(24);
    private static final int PAGE = 1_000;

    private final FragmentArchive archive;
    private final ArchiveTracks tracks;
    private final AskedStream streams;
    private final SealedTokens tokens;
    private final Clock clock;

    GetHlsStreamingSessionUrl(
            FragmentArchive archive, ArchiveTracks tracks, AskedStream streams, SealedTokens tokens, Clock clock) {
        this.archive = archive;
        this.tracks = tracks;
        this.streams = streams;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** The containers that AWS has. */
    private enum ContainerFormat {
        FRAGMENTED_MP4,
        MPEG_TS
    }

    /** Whether playlists tell the time. */
    private enum DisplayFragmentTimestamp {
        ALWAYS,
        NEVER
    }

    @Override
    public void answer(Exchange exchange) throws IOException {
        PlaybackStream stream = streams.require(exchange);
        Arguments input = new Arguments(exchange.input());
        HlsSession session = session(stream.name(), input);
        String url = "%s%s/getHLSMasterPlaylist.m3u8?SessionToken=%s"
                .formatted(exchange.endpoint(), PREFIX, tokens.seal(session));
        exchange.reply(JsonNodeFactory.instance.objectNode().put("HLSStreamingSessionURL", url));
    }

    private HlsSession session(String stream, Arguments input) {
        Mode mode = input.choice("PlaybackMode", Mode.class).orElse(Mode.LIVE);
        requireMp4(input);
        Arguments selector = input.in("HLSFragmentSelector");
        Timeline timeline =
                selector.choice("FragmentSelectorType", Timeline.class).orElse(Timeline.SERVER_TIMESTAMP);
        Instant now = clock.instant();
        Timeline.Range range = range(mode, timeline, selector, now);
        Discontinuity discontinuity = input.choice("DiscontinuityMode", Discontinuity.class)
                .orElse(timeline == Timeline.SERVER_TIMESTAMP ? Discontinuity.ALWAYS : Discontinuity.NEVER);
        boolean displays = input.choice("DisplayFragmentTimestamp", DisplayFragmentTimestamp.class)
                        .orElse(DisplayFragmentTimestamp.NEVER)
                == DisplayFragmentTimestamp.ALWAYS;
        int most = (int)
                input.number("MaxMediaPlaylistFragmentResults", 1, 5_000).orElse(mode == Mode.ON_DEMAND ? 1_000 : 5);
        long expires = input.number("Expires", 300, 43_200).orElse(300);
        List<ArchivedFragment> rows =
                mode == Mode.LIVE ? newest(stream, now, most) : timeline.select(archive, stream, range, most);
        ArchivedFragment first = first(stream, mode, rows);
        return new HlsSession(
                tokens.id(),
                stream,
                mode,
                timeline,
                first.number().toString(),
                range.start(),
                range.end(),
                discontinuity,
                displays,
                most,
                longestSeconds(rows),
                now,
                now.plusSeconds(expires));
    }

    private static void requireMp4(Arguments input) {
        if (input.choice("ContainerFormat", ContainerFormat.class).orElse(ContainerFormat.FRAGMENTED_MP4)
                == ContainerFormat.MPEG_TS) {
            throw Arguments.invalid("ContainerFormat MPEG_TS is not served here, FRAGMENTED_MP4 is");
        }
    }

    private static Timeline.Range range(Mode mode, Timeline timeline, Arguments selector, Instant now) {
        if (mode == Mode.LIVE) {
            if (selector.isGiven("TimestampRange")) {
                throw Arguments.invalid("TimestampRange must not be given where PlaybackMode is LIVE");
            }
            return new Timeline.Range(Instant.EPOCH, HlsSession.NEVER);
        }
        Arguments given = selector.in("TimestampRange");
        Optional<Instant> end = given.instant("EndTimestamp");
        if (mode == Mode.ON_DEMAND && end.isEmpty()) {
            throw Arguments.missing("EndTimestamp");
        }
        return checked(timeline, given.requiredInstant("StartTimestamp"), end, now);
    }

    /** AWS's rules for ranges. */
    static Timeline.Range checked(Timeline timeline, Instant start, Optional<Instant> end, Instant now) {
        if (end.isEmpty()) {
            return new Timeline.Range(start, HlsSession.NEVER);
        }
        if (!end.get().isAfter(start)) {
            throw Arguments.invalid("EndTimestamp %s must be later than StartTimestamp %s".formatted(end.get(), start));
        }
        if (Duration.between(start, end.get()).compareTo(RANGE_MAX) > 0) {
            throw Arguments.invalid(
                    "EndTimestamp %s must be within 24 hours of StartTimestamp %s".formatted(end.get(), start));
        }
        if (timeline == Timeline.SERVER_TIMESTAMP && end.get().isAfter(now)) {
            throw Arguments.invalid(
                    "EndTimestamp %s must be in the past where SERVER_TIMESTAMP selects".formatted(end.get()));
        }
        // Clients speak in milliseconds, and mean all of the last one.
        return new Timeline.Range(
                start, end.get().truncatedTo(ChronoUnit.MILLIS).plusNanos(999_999));
    }

    /** The stream's latest fragments, in their order. */
    private List<ArchivedFragment> newest(String stream, Instant now, int most) {
        Optional<ArchivedFragment> tip = archive.newest(stream);
        if (tip.isEmpty() || tip.get().received().isBefore(now.minus(LIVE_WITHIN))) {
            throw MediaErrors.notFound("stream '%s' has no fragments within the last 30 seconds".formatted(stream));
        }
        Timeline.Range range = new Timeline.Range(now.minus(FRAGMENT_MAX.multipliedBy(most)), HlsSession.NEVER);
        Deque<ArchivedFragment> newest = new ArrayDeque<>();
        List<ArchivedFragment> page = Timeline.SERVER_TIMESTAMP.page(archive, stream, range, Optional.empty(), PAGE);
        while (!page.isEmpty()) {
            newest.addAll(page);
            while (newest.size() > most) {
                newest.remove();
            }
            page = Timeline.SERVER_TIMESTAMP.page(archive, stream, range, Optional.of(newest.getLast()), PAGE);
        }
        return List.copyOf(newest);
    }

    /** The first fragment that has something in it; where it cannot be played the session cannot. */
    private ArchivedFragment first(String stream, Mode mode, List<ArchivedFragment> rows) {
        ArchivedFragment first = rows.stream()
                .filter(row -> !tracks.duration(row).isZero())
                .findFirst()
                .orElseThrow(() -> MediaErrors.notFound("stream '%s' has no fragments %s"
                        .formatted(stream, mode == Mode.LIVE ? "yet" : "in the range")));
        try {
            tracks.of(first);
            return first;
        } catch (FramesException e) {
            throw MediaErrors.of(e);
        }
    }

    private static int longestSeconds(List<ArchivedFragment> rows) {
        long millis =
                rows.stream().mapToLong(row -> row.duration().toMillis()).max().orElse(0);
        return (int) Math.max(1, Math.round(millis / 1_000.0));
    }
}
