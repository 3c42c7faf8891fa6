package io.kinedex.inference.speech;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import io.kinedex.inference.catalogue.ModelBundle;
import io.kinedex.inference.onnx.OnnxModel;
import io.kinedex.inference.pinned.PinnedStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * OpenAI's Whisper as Hugging Face Optimum exports it: 80 x 3000 log-mel features in, 1500 encoder states, tokens out. Greedy;
 * a text that cannot be believed is tried again with some chance in it, and refused if that does not help. Word times come
 * from the attention to the sound. All threads.
 *
 * <p>Source: Radford et al., Robust Speech Recognition via Large-Scale Weak Supervision (2022), and the program published with it.
 */
final class Whisper implements Transcriber {
    /** Frames of the encoder, 20 ms each. */
    static final int ENCODER_FRAMES = LogMel.FRAMES / 2;

    private static final int HEADS = 8;
    private static final int HEAD_SIZE = 64;
    private static final int TOKENS_MAX = 224;
    private static final double[] TEMPERATURES = {0, 0.4, 0.8};
    private static final String ATTENTION = "cross_attentions.";

    private final OnnxModel encoder;
    private final TokenDecoder decoder;
    private final HuggingFaceTokenizer tokenizer;
    private final WhisperSettings settings;
    private final Set<String> attentions;
    private final ThreadLocal<LogMel> features = ThreadLocal.withInitial(LogMel::new);

    Whisper(ModelBundle bundle, PinnedStore store, int threads) {
        this.settings = WhisperSettings.read(bundle.path("generation", store));
        this.attentions = settings.alignmentHeads().stream()
                .map(head -> ATTENTION + head.layer())
                .collect(Collectors.toCollection(TreeSet::new));
        this.tokenizer = tokenizer(bundle.path("tokenizer", store));
        this.encoder = OnnxModel.open(bundle.name() + " encoder", bundle.path("encoder", store), threads);
        this.decoder = new TokenDecoder(
                OnnxModel.open(bundle.name() + " decoder", bundle.path("decoder", store), threads), HEADS, HEAD_SIZE);
    }

    @Override
    public Transcript transcribe(float[] samples) {
        float[] mel = features.get().of(samples);
        try (OnnxTensor input = OnnxModel.tensor(mel, 1, LogMel.BANDS, LogMel.FRAMES);
                OrtSession.Result result = encoder.run(Map.of("input_features", input), Set.of("last_hidden_state"))) {
            return decode((OnnxTensor) result.get(0), samples);
        } catch (OrtException e) {
            throw new InferenceException(Code.MODEL_FAILED, "Whisper failed: " + e.getMessage(), e);
        }
    }

    private Transcript decode(OnnxTensor encoded, float[] samples) {
        String reason = "";
        for (double temperature : TEMPERATURES) {
            Attempt attempt = new Attempt(samples);
            try (TokenDecoder.Run run = decoder.start(encoded, attentions)) {
                attempt.write(run, temperature);
            }
            String text = text(attempt.draft.tokens());
            Optional<String> doubt = attempt.draft.doubt(text, attempt.noSpeech);
            if (doubt.isEmpty()) {
                return text.isEmpty() ? Transcript.NOTHING : attempt.transcript(text);
            }
            reason = doubt.get();
            if (attempt.noSpeech > Draft.NO_SPEECH_MAX) {
                break;
            }
        }
        return Transcript.refused(reason);
    }

    private String text(List<Integer> tokens) {
        return tokens.isEmpty()
                ? ""
                : tokenizer
                        .decode(tokens.stream().mapToLong(Integer::longValue).toArray(), true)
                        .strip();
    }

    @Override
    public void close() {
        encoder.close();
        decoder.close();
        tokenizer.close();
    }

    private static HuggingFaceTokenizer tokenizer(Path file) {
        // DJL sends a usage report unless told not to, and asks whether there is a newer library.
        System.setProperty("OPT_OUT_TRACKING", System.getProperty("OPT_OUT_TRACKING", "true"));
        System.setProperty("ai.djl.offline", System.getProperty("ai.djl.offline", "true"));
        try {
            return HuggingFaceTokenizer.builder()
                    .optTokenizerPath(file)
                    .optMaxLength(TOKENS_MAX)
                    .build();
        } catch (IOException e) {
            throw new InferenceException(
                    Code.MODEL_REJECTED, "tokenizer %s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** One attempt at a text. */
    private final class Attempt {
        private final float[] samples;
        private final Draft draft = new Draft();
        private final WordAlignment alignment;
        private String language = "";
        private double noSpeech;

        Attempt(float[] samples) {
            this.samples = samples;
            int frames = Math.clamp(samples.length / (2 * LogMel.HOP), 1, ENCODER_FRAMES);
            this.alignment = new WordAlignment(settings.alignmentHeads().size(), frames);
        }

        void write(TokenDecoder.Run run, double temperature) {
            SplittableRandom random = new SplittableRandom(samples.length);
            float[] logits = step(run, settings.start());
            noSpeech = Logits.probability(logits, settings.noSpeech());
            WhisperSettings.Language likeliest = likeliestLanguage(logits);
            language = likeliest.tag();
            step(run, likeliest.token());
            step(run, settings.transcribe());
            logits = step(run, settings.noTimestamps());
            while (draft.tokens().size() < TOKENS_MAX && !draft.loops()) {
                suppress(logits);
                int token = temperature == 0 ? Logits.largest(logits) : Logits.sampled(logits, temperature, random);
                double probability = Logits.probability(logits, token);
                if (token == settings.end()) {
                    draft.end(probability);
                    return;
                }
                draft.add(token, probability);
                logits = step(run, token);
            }
        }

        Transcript transcript(String text) {
            List<WordAlignment.Span> spans = alignment.spans(draft.tokens().size());
            List<Transcript.SpokenWord> words = new WhisperWords(tokenizer, language).of(draft, spans, samples);
            return new Transcript(text, language, Math.exp(Math.min(0, draft.meanLogProbability())), words, "");
        }

        private float[] step(TokenDecoder.Run run, int token) {
            float[] logits = run.next(token);
            for (int i = 0; i < settings.alignmentHeads().size(); i++) {
                WhisperSettings.Head head = settings.alignmentHeads().get(i);
                alignment.put(i, run.output(ATTENTION + head.layer()), head.head() * ENCODER_FRAMES);
            }
            alignment.nextToken();
            return logits;
        }

        private WhisperSettings.Language likeliestLanguage(float[] logits) {
            return settings.languages().stream()
                    .max(Comparator.comparingDouble(language -> logits[language.token()]))
                    .orElseThrow();
        }

        private void suppress(float[] logits) {
            settings.suppressed().forEach(token -> logits[token] = Float.NEGATIVE_INFINITY);
            if (draft.tokens().isEmpty()) {
                settings.suppressedHere().forEach(token -> logits[token] = Float.NEGATIVE_INFINITY);
            }
            for (int token = settings.end() + 1; token < logits.length; token++) {
                logits[token] = Float.NEGATIVE_INFINITY;
            }
        }
    }
}
