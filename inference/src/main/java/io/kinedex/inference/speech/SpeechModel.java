package io.kinedex.inference.speech;

import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import io.kinedex.inference.catalogue.ModelBundle;
import io.kinedex.inference.pinned.PinnedStore;
import java.time.Duration;
import java.util.Set;

/**
 * A loaded bundle for speech: the voice activity model and who writes down. All threads; whoever closes it makes sure that none
 * uses it.
 */
public final class SpeechModel implements AutoCloseable {
    private final ModelBundle bundle;
    private final VoiceActivity voices;
    private final Transcriber transcriber;

    private SpeechModel(ModelBundle bundle, VoiceActivity voices, Transcriber transcriber) {
        this.bundle = bundle;
        this.voices = voices;
        this.transcriber = transcriber;
    }

    /**
     * Loads the weights.
     *
     * @param threads that one run of a graph may use, at least 1
     * @throws InferenceException FILE_MISSING, FILE_WRONG or MODEL_REJECTED
     */
    public static SpeechModel open(ModelBundle bundle, PinnedStore store, int threads) {
        if (!bundle.engine().equals("speech")) {
            throw new InferenceException(
                    Code.UNKNOWN_MODEL,
                    "bundle %s is for %s, not for speech".formatted(bundle.name(), bundle.engine()));
        }
        VoiceActivity voices = VoiceActivity.open(bundle, store);
        try {
            // Moonshine's pieces are in a vocabulary, Whisper's in a tokenizer's description.
            Transcriber transcriber = bundle.files().containsKey("vocabulary")
                    ? new Moonshine(bundle, store, threads)
                    : new Whisper(bundle, store, threads);
            return new SpeechModel(bundle, voices, transcriber);
        } catch (RuntimeException e) {
            voices.close();
            throw e;
        }
    }

    public ModelBundle bundle() {
        return bundle;
    }

    /**
     * Writes a segment down; takes seconds of one thread. What is no credible speech comes back empty, with the reason.
     *
     * @throws InferenceException MODEL_FAILED
     */
    public Transcript transcribe(SpeechSegment segment) {
        return transcribe(segment.samples(), Set.of());
    }

    /**
     * @param samples   mono, 16 kHz, -1..1, at most 30 s
     * @param languages that may be spoken, of {@link #languages}; empty for all of them
     */
    public Transcript transcribe(float[] samples, Set<String> languages) {
        if (samples.length > LogMel.SAMPLES_MAX) {
            throw new IllegalArgumentException("a segment of %d samples, may have %d (%s)"
                    .formatted(samples.length, LogMel.SAMPLES_MAX, Duration.ofSeconds(30)));
        }
        return transcriber.transcribe(samples, languages);
    }

    /** BCP 47 tags of the languages that it writes. */
    public Set<String> languages() {
        return transcriber.languages();
    }

    /** Who says what is speech; closed with this. */
    public VoiceActivity voices() {
        return voices;
    }

    @Override
    public void close() {
        voices.close();
        transcriber.close();
    }
}
