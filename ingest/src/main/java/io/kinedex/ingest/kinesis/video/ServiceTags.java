package io.kinedex.ingest.kinesis.video;

import io.kinedex.frames.FragmentNumber;
import io.kinedex.ingest.archive.ArchivedFragment;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The tags by which Kinesis Video speaks of a fragment inside a stream. Stateless.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesisvideostreams/latest/dg/API_dataplane_GetMedia.html">GetMedia</a>
 * @see <a href="https://docs.aws.amazon.com/kinesisvideostreams/latest/dg/API_reader_GetMediaForFragmentList.html">
 *     GetMediaForFragmentList</a>
 */
final class ServiceTags {
    private static final String PREFIX = "AWS_KINESISVIDEO_";
    private static final String NUMBER = PREFIX + "FRAGMENT_NUMBER";

    private ServiceTags() {}

    static Map<String, String> before(FragmentNumber number, Instant received, Instant start) {
        return tags(
                NUMBER,
                number.toString(),
                PREFIX + "SERVER_TIMESTAMP",
                seconds(received),
                PREFIX + "PRODUCER_TIMESTAMP",
                seconds(start));
    }

    static Map<String, String> before(ArchivedFragment row) {
        return before(row.number(), row.received(), row.start());
    }

    static Map<String, String> after(ArchivedFragment row, long millisBehindNow) {
        return tags(
                PREFIX + "MILLIS_BEHIND_NOW", Long.toString(millisBehindNow),
                PREFIX + "CONTINUATION_TOKEN", row.number().toString());
    }

    /**
     * By the names that the API's page has and by those of GetMedia, without which Amazon's parser library takes the fragment
     * for an error.
     */
    static Map<String, String> listed(ArchivedFragment row) {
        Map<String, String> tags = new LinkedHashMap<>(before(row));
        tags.putAll(tags(
                PREFIX + "SERVER_SIDE_TIMESTAMP",
                seconds(row.received()),
                PREFIX + "PRODUCER_SIDE_TIMESTAMP",
                seconds(row.start())));
        return tags;
    }

    /** With a fragment's number, without which Amazon's parser library does not see the error. */
    static Map<String, String> error(FragmentNumber at, int id, String code) {
        return tags(NUMBER, at.toString(), PREFIX + "ERROR_CODE", code, PREFIX + "ERROR_ID", Integer.toString(id));
    }

    static Map<String, String> exception(FragmentNumber number, int code, String message) {
        return tags(
                NUMBER,
                number.toString(),
                PREFIX + "EXCEPTION_ERROR_CODE",
                Integer.toString(code),
                PREFIX + "EXCEPTION_MESSAGE",
                message);
    }

    /** Seconds since 1970 with three decimals; a time before that is 1970. */
    private static String seconds(Instant time) {
        long millis = Math.max(0, time.toEpochMilli());
        return "%d.%03d".formatted(millis / 1000, millis % 1000);
    }

    private static Map<String, String> tags(String... namesAndValues) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            tags.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return tags;
    }
}
