package io.kinedex.ingest.kinesis.playback;

import io.kinedex.frames.FragmentImages.Encoding;
import io.kinedex.frames.FragmentImages.Format;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Which images a GetImages call asks for. Immutable.
 *
 * @param range    from the first moment to the last at most
 * @param interval between moments
 * @param from     index of the page's first moment
 * @param most     moments of a page
 */
record ImagePlan(
        String stream, Timeline timeline, Timeline.Range range, Duration interval, Format format, long from, int most) {
    private static final int WIDTH_MAX = 3_840;
    private static final int HEIGHT_MAX = 2_160;
    private static final int INTERVAL_MILLIS_MIN = 200;
    private static final int INTERVAL_MILLIS_MAX = 20_000;
    private static final int RESULTS_MAX = 100;
    private static final int JPEG_QUALITY = 80;

    /** What a NextToken says: for which call it is, and where its next page begins. */
    private record Continuation(String call, long index) {}

    static ImagePlan of(String stream, Arguments input, SealedTokens tokens, Instant now) {
        Timeline timeline = input.choice("ImageSelectorType", Timeline.class)
                .orElseThrow(() -> Arguments.missing("ImageSelectorType"));
        Timeline.Range range = GetHlsStreamingSessionUrl.checked(
                timeline,
                input.requiredInstant("StartTimestamp"),
                Optional.of(input.requiredInstant("EndTimestamp")),
                now);
        Duration interval = Duration.ofMillis(input.number("SamplingInterval", INTERVAL_MILLIS_MIN, INTERVAL_MILLIS_MAX)
                .orElseThrow(() -> Arguments.missing("SamplingInterval")));
        int most = (int) input.number("MaxResults", 1, RESULTS_MAX).orElse(RESULTS_MAX);
        ImagePlan plan = new ImagePlan(stream, timeline, range, interval, format(input), 0, most);
        return input.text("NextToken")
                .map(token -> plan.from(plan.index(token, tokens)))
                .orElse(plan);
    }

    /** The moments of this page, in order. */
    List<Instant> moments() {
        return LongStream.range(from, Math.min(count(), from + most))
                .mapToObj(i -> range.start().plus(interval.multipliedBy(i)))
                .toList();
    }

    /** The token of the page that follows after so many images of this one; none where they were the last. */
    Optional<String> next(int images, SealedTokens tokens) {
        if (from + images >= count()) {
            return Optional.empty();
        }
        byte[] sealed = Base64.getUrlDecoder().decode(tokens.seal(new Continuation(call(), from + images)));
        return Optional.of(Base64.getEncoder().encodeToString(sealed));
    }

    private ImagePlan from(long index) {
        return new ImagePlan(stream, timeline, range, interval, format, index, most);
    }

    private long count() {
        return Duration.between(range.start(), range.end()).dividedBy(interval) + 1;
    }

    /** Tells calls apart whose tokens must not be mixed. */
    private String call() {
        return "%s %s %s %s %s".formatted(stream, timeline, range.start(), range.end(), interval);
    }

    private long index(String token, SealedTokens tokens) {
        String urlSafe = token.replace('+', '-').replace('/', '_').replace("=", "");
        return tokens.open(urlSafe, Continuation.class)
                .filter(continuation -> continuation.call().equals(call()))
                .map(Continuation::index)
                .orElseThrow(() -> Arguments.invalid("NextToken is not of a call with these arguments"));
    }

    private static Format format(Arguments input) {
        Encoding encoding = input.choice("Format", Encoding.class).orElseThrow(() -> Arguments.missing("Format"));
        int quality = input.in("FormatConfig")
                .text("JPEGQuality")
                .map(ImagePlan::quality)
                .orElse(JPEG_QUALITY);
        int width = (int) input.number("WidthPixels", 1, WIDTH_MAX).orElse(0);
        int height = (int) input.number("HeightPixels", 1, HEIGHT_MAX).orElse(0);
        return new Format(encoding, quality, width, height);
    }

    private static int quality(String text) {
        if (!text.matches("[1-9][0-9]?|100")) {
            throw Arguments.invalid("JPEGQuality is '%s', must be an integer from 1 to 100".formatted(text));
        }
        return Integer.parseInt(text);
    }
}
