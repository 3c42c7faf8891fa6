package io.kinedex.ingest.emulator;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stream of an emulator and what is fed to it. Immutable.
 *
 * @param media          where its fragments come from
 * @param fragmentLength files are cut at the first key frame after so long
 * @param duration       of stream time, media begun again as often as it takes; zero: without end where the pace is in
 *                       real time, once where it is as fast as possible
 * @param pace           stream time per time: 1 is real time, 60 a minute each second; 0 as fast as possible
 * @param start          producer time of the first fragment; null for now
 */
public record FeedOptions(
        String stream,
        Media media,
        Duration fragmentLength,
        Duration duration,
        double pace,
        @Nullable Instant start) {
    /** As fast as possible. */
    public static final double MAX = 0;

    private static final Duration LENGTH_MIN = Duration.ofMillis(100);
    private static final Duration LENGTH_MAX = Duration.ofSeconds(20);

    public FeedOptions {
        if (!stream.matches("[a-zA-Z0-9_.-]{1,256}")) {
            throw new IllegalArgumentException(
                    "stream '%s' must be 1 to 256 letters, digits, dots, dashes and underscores".formatted(stream));
        }
        if (fragmentLength.compareTo(LENGTH_MIN) < 0 || fragmentLength.compareTo(LENGTH_MAX) > 0) {
            throw new IllegalArgumentException(
                    "a fragment length of %s must be in 100ms..20s".formatted(fragmentLength));
        }
        if (duration.isNegative() || !(pace >= 0 && pace <= 1_000_000)) {
            throw new IllegalArgumentException("duration %s, pace %s".formatted(duration, pace));
        }
    }

    /** Where fragments come from. */
    public sealed interface Media {
        /** A video that FFmpeg reads, or the recorded bytes of a GetMedia session, whose fragments are taken as they are. */
        record File(Path path) implements Media {}

        /** A test picture with sound that comes with the emulator. */
        record TestCard() implements Media {}

        /** Nothing: the stream is for PutMedia. */
        record None() implements Media {}
    }

    /** The test picture in real time, without end, in fragments of two seconds. */
    public static FeedOptions testCard(String stream) {
        return of(stream, new Media.TestCard());
    }

    /** A file in real time, begun again without end, in fragments of about two seconds. */
    public static FeedOptions file(String stream, Path file) {
        return of(stream, new Media.File(file));
    }

    /** A stream that only PutMedia fills. */
    public static FeedOptions empty(String stream) {
        return of(stream, new Media.None());
    }

    private static FeedOptions of(String stream, Media media) {
        return new FeedOptions(stream, media, Duration.ofSeconds(2), Duration.ZERO, 1, null);
    }

    public FeedOptions withFragmentLength(Duration length) {
        return new FeedOptions(stream, media, length, duration, pace, start);
    }

    public FeedOptions withDuration(Duration time) {
        return new FeedOptions(stream, media, fragmentLength, time, pace, start);
    }

    public FeedOptions withPace(double times) {
        return new FeedOptions(stream, media, fragmentLength, duration, times, start);
    }

    public FeedOptions startingAt(Instant instant) {
        return new FeedOptions(stream, media, fragmentLength, duration, pace, instant);
    }
}
