package io.kinedex.ingest.emulator;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The numbers and names of Kinesis Video's errors. Stateless.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesisvideostreams/latest/dg/API_dataplane_GetMedia.html">GetMedia: errors
 *     within the answer</a>
 * @see <a href="https://docs.aws.amazon.com/kinesisvideostreams/latest/dg/API_dataplane_PutMedia.html">PutMedia: error
 *     acknowledgements</a>
 */
final class ErrorIds {
    /** What GetMedia may say inside an answer. */
    static final SortedMap<Integer, String> MEDIA = new TreeMap<>(Map.of(
            3002, "Error writing to the stream",
            4000, "Requested fragment is not found",
            4500, "Access denied for the stream's KMS key",
            4501, "Stream's KMS key is disabled",
            4502, "Validation error on the stream's KMS key",
            4503, "KMS key specified in the stream is unavailable",
            4504, "Invalid usage of the KMS key specified in the stream",
            4505, "Invalid state of the KMS key specified in the stream",
            4506, "Unable to find the KMS key specified in the stream",
            5000, "Internal error"));

    /** What PutMedia may answer instead of an ack. */
    static final SortedMap<Integer, String> ACKS = new TreeMap<>(Map.ofEntries(
            Map.entry(4000, "STREAM_READ_ERROR"),
            Map.entry(4001, "MAX_FRAGMENT_SIZE_REACHED"),
            Map.entry(4002, "MAX_FRAGMENT_DURATION_REACHED"),
            Map.entry(4003, "MAX_CONNECTION_DURATION_REACHED"),
            Map.entry(4004, "FRAGMENT_TIMECODE_LESSER_THAN_PREVIOUS"),
            Map.entry(4005, "MORE_THAN_ALLOWED_TRACKS_FOUND"),
            Map.entry(4006, "INVALID_MKV_DATA"),
            Map.entry(4007, "INVALID_PRODUCER_TIMESTAMP"),
            Map.entry(4008, "STREAM_NOT_ACTIVE"),
            Map.entry(4009, "FRAGMENT_METADATA_LIMIT_REACHED"),
            Map.entry(4010, "TRACK_NUMBER_MISMATCH"),
            Map.entry(4011, "FRAMES_MISSING_FOR_TRACK"),
            Map.entry(4500, "KMS_KEY_ACCESS_DENIED"),
            Map.entry(4501, "KMS_KEY_DISABLED"),
            Map.entry(4502, "KMS_KEY_VALIDATION_ERROR"),
            Map.entry(4503, "KMS_KEY_UNAVAILABLE"),
            Map.entry(4504, "KMS_KEY_INVALID_USAGE"),
            Map.entry(4505, "KMS_KEY_INVALID_STATE"),
            Map.entry(4506, "KMS_KEY_NOT_FOUND"),
            Map.entry(5000, "INTERNAL_ERROR"),
            Map.entry(5001, "ARCHIVAL_ERROR")));

    private static final Map<String, Integer> STATUSES = Map.ofEntries(
            Map.entry("AccessDeniedException", 403),
            Map.entry("ClientLimitExceededException", 400),
            Map.entry("ConnectionLimitExceededException", 400),
            Map.entry("InternalFailure", 500),
            Map.entry("InvalidArgumentException", 400),
            Map.entry("InvalidEndpointException", 400),
            Map.entry("NotAuthorizedException", 401),
            Map.entry("ResourceNotFoundException", 404),
            Map.entry("ServiceUnavailable", 503),
            Map.entry("ThrottlingException", 400));

    private ErrorIds() {}

    /** The status that AWS answers with the error. */
    static Optional<Integer> status(String error) {
        return Optional.ofNullable(STATUSES.get(error));
    }

    /** The errors whose status is known. */
    static Iterable<String> errors() {
        return new TreeMap<>(STATUSES).keySet();
    }
}
