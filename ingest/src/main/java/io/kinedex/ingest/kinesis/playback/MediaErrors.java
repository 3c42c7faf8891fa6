package io.kinedex.ingest.kinesis.playback;

import io.kinedex.frames.FramesException;
import io.kinedex.ingest.kinesis.AwsException;

/** What AWS calls the reasons why media cannot be played. Stateless. */
final class MediaErrors {
    private MediaErrors() {}

    static AwsException of(FramesException reason) {
        String message = String.valueOf(reason.getMessage());
        return switch (reason.code()) {
            case EMPTY -> refusal("MissingCodecPrivateDataException", message);
            case MALFORMED, CHECKSUM, TRUNCATED -> refusal("InvalidCodecPrivateDataException", message);
            case UNSUPPORTED, NO_VIDEO, ENCRYPTED, TOO_LARGE, IN_BAND_ERROR, READ_FAILED, WRITE_FAILED, CLOSED ->
                refusal("UnsupportedStreamMediaTypeException", message);
        };
    }

    /** Where the tracks are good and the frames are not. */
    static AwsException ofFrames(FramesException reason) {
        return refusal("InvalidMediaFrameException", String.valueOf(reason.getMessage()));
    }

    static AwsException notFound(String message) {
        return new AwsException(404, "ResourceNotFoundException", message);
    }

    private static AwsException refusal(String error, String message) {
        return new AwsException(400, error, message);
    }
}
