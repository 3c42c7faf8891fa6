package io.kinedex.metadata.profile;

/** Tells the Amazon resource name of a video stream. Called by any thread. */
@FunctionalInterface
public interface StreamArns {
    String arn(String stream);

    /**
     * Names without the time of creation, for whoever does not know it:
     * {@code arn:aws:kinesisvideo:REGION:ACCOUNT:stream/NAME}, as the example in Rekognition's guide has it.
     *
     * @param account twelve digits
     */
    static StreamArns of(String region, String account) {
        return stream -> "arn:aws:kinesisvideo:%s:%s:stream/%s".formatted(region, account, stream);
    }
}
