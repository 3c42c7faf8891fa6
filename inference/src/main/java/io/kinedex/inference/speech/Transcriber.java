package io.kinedex.inference.speech;

/** Writes down what is said in a few seconds of sound. Safe for all threads that use it side by side; one closes it. */
sealed interface Transcriber extends AutoCloseable permits Whisper, Moonshine {
    /** @param samples mono, 16 kHz, -1..1, at most 30 s */
    Transcript transcribe(float[] samples);

    @Override
    void close();
}
