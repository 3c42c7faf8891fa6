package io.kinedex.ingest.kinesis;

import io.kinedex.ingest.IngestException;

/**
 * What an operation refuses, in AWS's own shape: a status, the name of the error and a message.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesisvideostreams/latest/dg/CommonErrors.html">Common errors</a>
 */
public final class AwsException extends IngestException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String error;

    /**
     * @param status of the HTTP answer
     * @param error  its name, such as {@code ResourceNotFoundException}
     */
    public AwsException(int status, String error, String message) {
        super(Code.BAD_REQUEST, message);
        this.status = status;
        this.error = error;
    }

    public int status() {
        return status;
    }

    public String error() {
        return error;
    }
}
