package io.kinedex.frames;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The tags by which Kinesis Video speaks inside a stream. GetMedia and GetMediaForFragmentList name some of them
 * differently. Stateless.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesisvideostreams/latest/dg/API_dataplane_GetMedia.html">GetMedia</a>
 * @see <a href="https://docs.aws.amazon.com/kinesisvideostreams/latest/dg/API_reader_GetMediaForFragmentList.html">
 *     GetMediaForFragmentList</a>
 */
final class KinesisTags {
    static final String FRAGMENT_NUMBER = "AWS_KINESISVIDEO_FRAGMENT_NUMBER";
    static final String SERVER_TIMESTAMP = "AWS_KINESISVIDEO_SERVER_TIMESTAMP";
    static final String PRODUCER_TIMESTAMP = "AWS_KINESISVIDEO_PRODUCER_TIMESTAMP";
    static final String CONTINUATION_TOKEN = "AWS_KINESISVIDEO_CONTINUATION_TOKEN";
    static final String MILLIS_BEHIND_NOW = "AWS_KINESISVIDEO_MILLIS_BEHIND_NOW";

    private static final String LISTED_SERVER_TIMESTAMP = "AWS_KINESISVIDEO_SERVER_SIDE_TIMESTAMP";
    private static final String LISTED_PRODUCER_TIMESTAMP = "AWS_KINESISVIDEO_PRODUCER_SIDE_TIMESTAMP";
    private static final String END_OF_FRAGMENT = "AWS_KINESISVIDEO_END_OF_FRAGMENT";
    private static final String ERROR_ID = "AWS_KINESISVIDEO_ERROR_ID";
    private static final String ERROR_CODE = "AWS_KINESISVIDEO_ERROR_CODE";
    private static final String LISTED_ERROR_ID = "AWS_KINESISVIDEO_EXCEPTION_ERROR_CODE";
    private static final String LISTED_ERROR_MESSAGE = "AWS_KINESISVIDEO_EXCEPTION_MESSAGE";

    /** Seconds since 1970 and up to nine decimals. */
    private static final Pattern SECONDS = Pattern.compile("([0-9]{1,11})(?:\\.([0-9]{1,9}))?");

    private KinesisTags() {}

    /** Whether a fragment begins with these tags. */
    static boolean startFragment(Map<String, String> tags) {
        return tags.containsKey(FRAGMENT_NUMBER);
    }

    /** Whether a fragment ends with these tags. */
    static boolean endFragment(Map<String, String> tags) {
        return tags.containsKey(CONTINUATION_TOKEN) || tags.containsKey(END_OF_FRAGMENT);
    }

    static Optional<FragmentNumber> fragmentNumber(Map<String, String> tags) {
        String text = tags.get(FRAGMENT_NUMBER);
        try {
            return text == null ? Optional.empty() : Optional.of(FragmentNumber.parse(text.strip()));
        } catch (IllegalArgumentException e) {
            throw new FramesException(
                    FramesException.Code.MALFORMED, "tag %s: %s".formatted(FRAGMENT_NUMBER, e.getMessage()), e);
        }
    }

    static Optional<Instant> producerTimestamp(Map<String, String> tags) {
        return timestamp(PRODUCER_TIMESTAMP, tags).or(() -> timestamp(LISTED_PRODUCER_TIMESTAMP, tags));
    }

    static Optional<Instant> serverTimestamp(Map<String, String> tags) {
        return timestamp(SERVER_TIMESTAMP, tags).or(() -> timestamp(LISTED_SERVER_TIMESTAMP, tags));
    }

    static OptionalLong millisBehindNow(Map<String, String> tags) {
        String text = tags.get(MILLIS_BEHIND_NOW);
        try {
            return text == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text.strip()));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** The error that the tags report, if any. */
    static Optional<InBandErrorException> inBandError(Map<String, String> tags) {
        boolean streamed = tags.containsKey(ERROR_ID) || tags.containsKey(ERROR_CODE);
        if (!streamed && !tags.containsKey(LISTED_ERROR_ID)) {
            return Optional.empty();
        }
        String id = tags.getOrDefault(streamed ? ERROR_ID : LISTED_ERROR_ID, "");
        String code = tags.getOrDefault(streamed ? ERROR_CODE : LISTED_ERROR_MESSAGE, "");
        return Optional.of(
                new InBandErrorException(errorId(id), code, fragmentNumber(tags).orElse(null)));
    }

    /** An id that is no number is an error all the same. */
    private static int errorId(String text) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static Optional<Instant> timestamp(String name, Map<String, String> tags) {
        String text = tags.get(name);
        if (text == null) {
            return Optional.empty();
        }
        var match = SECONDS.matcher(text.strip());
        if (!match.matches()) {
            throw new FramesException(
                    FramesException.Code.MALFORMED,
                    "tag %s is '%s', must be seconds such as 1524763353.123".formatted(name, shortened(text)));
        }
        String decimals = match.group(2) == null ? "" : match.group(2);
        long nanos = Long.parseLong((decimals + "000000000").substring(0, 9));
        return Optional.of(Instant.ofEpochSecond(Long.parseLong(match.group(1)), nanos));
    }

    private static String shortened(String text) {
        return text.length() > 40 ? text.substring(0, 40) + "..." : text;
    }
}
