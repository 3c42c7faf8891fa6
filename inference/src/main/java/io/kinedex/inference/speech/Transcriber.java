package io.kinedex.inference.speech;

import java.util.Set;

/** Writes down what is said in a few seconds of sound. Safe for all threads that use it side by side; one closes it. */
sealed interface Transcriber extends AutoCloseable permits Whisper, Moonshine {
    /**
     * @param samples   mono, 16 kHz, -1..1, at most 30 s
     * @param languages that may be spoken, of {@link #languages}; empty for all of them
     */
    Transcript transcribe(float[] samples, Set<String> languages);

    /** BCP 47 tags of the languages that it knows. */
    Set<String> languages();

    @Override
    void close();
}
