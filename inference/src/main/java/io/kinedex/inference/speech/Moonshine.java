package io.kinedex.inference.speech;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.kinedex.frames.Sound;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import io.kinedex.inference.catalogue.ModelBundle;
import io.kinedex.inference.onnx.OnnxModel;
import io.kinedex.inference.pinned.PinnedStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Useful Sensors' Moonshine base, English: samples in, encoder states in proportion to their number, tokens out. It tells no
 * times: words share the voiced part of the segment by their letters. All threads.
 *
 * <p>Source: Jeffries et al., Moonshine: Speech Recognition for Live Transcription and Voice Commands (2024).
 */
final class Moonshine implements Transcriber {
    private static final int HEADS = 8;
    private static final int HEAD_SIZE = 52;
    private static final int START = 1;
    private static final int END = 2;

    /** More tokens a second than these are a loop, says the model's own program. */
    private static final double TOKENS_PER_SECOND_MAX = 6.5;

    private static final int TOKENS_SPARE = 6;
    private static final String LANGUAGE = "en";

    /** Shorter sounds leave the encoder without a state. */
    private static final int SAMPLES_MIN = Sound.RATE / 2;

    private final OnnxModel encoder;
    private final TokenDecoder decoder;
    private final LlamaVocabulary vocabulary;

    Moonshine(ModelBundle bundle, PinnedStore store, int threads) {
        this.vocabulary = LlamaVocabulary.read(bundle.path("vocabulary", store));
        this.encoder = OnnxModel.open(
                bundle.name() + " encoder", bundle.path("encoder", store), threads, OnnxModel.Workspace.KEPT);
        this.decoder = new TokenDecoder(
                OnnxModel.open(
                        bundle.name() + " decoder", bundle.path("decoder", store), threads, OnnxModel.Workspace.KEPT),
                HEADS,
                HEAD_SIZE);
    }

    @Override
    public Transcript transcribe(float[] samples, Set<String> languages) {
        float[] given = samples.length < SAMPLES_MIN ? Arrays.copyOf(samples, SAMPLES_MIN) : samples;
        try (OnnxTensor input = OnnxModel.tensor(given, 1, given.length);
                OrtSession.Result result = encoder.run(Map.of("input_values", input), Set.of("last_hidden_state"));
                TokenDecoder.Run run = decoder.start((OnnxTensor) result.get(0), Set.of())) {
            Draft draft = write(run, TOKENS_SPARE + (int) (TOKENS_PER_SECOND_MAX * given.length / Sound.RATE));
            String text = vocabulary.text(draft.tokens()).strip();
            Optional<String> doubt = draft.doubt(text, 0);
            if (doubt.isPresent()) {
                return Transcript.refused(doubt.get());
            }
            return text.isEmpty() ? Transcript.NOTHING : transcript(text, draft, samples);
        } catch (OrtException e) {
            throw new InferenceException(Code.MODEL_FAILED, "Moonshine failed: " + e.getMessage(), e);
        }
    }

    @Override
    public Set<String> languages() {
        return Set.of(LANGUAGE);
    }

    private static Draft write(TokenDecoder.Run run, int tokensMax) {
        Draft draft = new Draft();
        int token = START;
        while (draft.tokens().size() < tokensMax && !draft.loops()) {
            float[] logits = run.next(token);
            token = Logits.largest(logits);
            double probability = Logits.probability(logits, token);
            if (token == END) {
                draft.end(probability);
                return draft;
            }
            draft.add(token, probability);
        }
        return draft;
    }

    private Transcript transcript(String text, Draft draft, float[] samples) {
        List<String> words = new ArrayList<>();
        List<Double> confidences = new ArrayList<>();
        List<Integer> tokens = draft.tokens();
        int begin = 0;
        for (int i = 1; i <= tokens.size(); i++) {
            if (i == tokens.size() || vocabulary.beginsWord(tokens.get(i))) {
                String word = vocabulary.text(tokens.subList(begin, i)).strip();
                if (!word.isEmpty()) {
                    words.add(word);
                    confidences.add(mean(draft, begin, i));
                }
                begin = i;
            }
        }
        return new Transcript(
                text,
                LANGUAGE,
                Math.exp(Math.min(0, draft.meanLogProbability())),
                VoicedTime.of(samples).spread(words, confidences),
                "");
    }

    private static double mean(Draft draft, int begin, int end) {
        double sum = 0;
        for (int i = begin; i < end; i++) {
            sum += draft.probability(i);
        }
        return Math.clamp(sum / (end - begin), 0, 1);
    }

    @Override
    public void close() {
        encoder.close();
        decoder.close();
    }
}
