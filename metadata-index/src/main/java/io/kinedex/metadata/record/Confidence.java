package io.kinedex.metadata.record;

/** The range of a confidence. */
final class Confidence {
    private Confidence() {}

    static void require(double confidence) {
        if (!(confidence >= 0 && confidence <= 1)) {
            throw new IllegalArgumentException("confidence is %s, must be in 0..1".formatted(confidence));
        }
    }
}
