package io.kinedex.inference.speech;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.kinedex.frames.Sound;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import io.kinedex.inference.catalogue.ModelBundle;
import io.kinedex.inference.onnx.OnnxModel;
import io.kinedex.inference.pinned.PinnedStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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
    /** Faster than anybody speaks, in the languages that take most tokens for a syllable. */
    private static final int TOKENS_PER_SECOND_MAX = 15;

    private static final int TOKENS_SPARE = 16;
    private static final double[] TEMPERATURES = {0.4, 0.8};

    /** A language that is as probable as this is not doubted where its text is believed. */
    private static final double SURE = 0.5;

    /** The mean logarithm of the tokens' probabilities below which a text in a language that is not sure is a guess. */
    private static final double UNSURE_LOG_PROBABILITY_MIN = -0.75;

    private static final int GUESSES_MAX = 3;
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
        this.encoder = OnnxModel.openInFloats(
                bundle.name() + " encoder", bundle.path("encoder", store), threads, OnnxModel.Workspace.KEPT);
        this.decoder = new TokenDecoder(
                OnnxModel.open(
                        bundle.name() + " decoder", bundle.path("decoder", store), threads, OnnxModel.Workspace.KEPT),
                HEADS,
                HEAD_SIZE);
    }

    @Override
    public Transcript transcribe(float[] samples, Set<String> languages) {
        float[] mel = features.get().of(samples);
        try (OnnxTensor input = OnnxModel.tensor(mel, 1, LogMel.BANDS, LogMel.FRAMES);
                OrtSession.Result result = encoder.run(Map.of("input_features", input), Set.of("last_hidden_state"))) {
            return decode((OnnxTensor) result.get(0), samples, languages);
        } catch (OrtException e) {
            throw new InferenceException(Code.MODEL_FAILED, "Whisper failed: " + e.getMessage(), e);
        }
    }

    @Override
    public Set<String> languages() {
        return settings.languages().stream()
                .map(WhisperSettings.Language::tag)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Writes in the likeliest language; where that is not sure or what comes out is not believed, in the next ones too, and
     * takes what the model is surest of. Where nothing is believed, chance has its turn in the likeliest one.
     */
    private Transcript decode(OnnxTensor encoded, float[] samples, Set<String> languages) {
        Opening opening = open(encoded, languages);
        List<Guess> guesses = opening.guesses();
        List<Attempt> believed = new ArrayList<>();
        String reason = "";
        for (Guess guess : guesses.subList(0, Math.min(GUESSES_MAX, guesses.size()))) {
            Attempt attempt = attempt(encoded, samples, guess, 0);
            Optional<String> doubt = attempt.doubt(opening.noSpeech());
            if (doubt.isEmpty()) {
                believed.add(attempt);
            } else {
                reason = reason.isEmpty() ? doubt.get() : reason;
            }
            boolean sure = guess.probability() >= SURE && doubt.isEmpty();
            if (sure || opening.noSpeech() > Draft.NO_SPEECH_MAX) {
                break;
            }
        }
        if (believed.isEmpty() && opening.noSpeech() <= Draft.NO_SPEECH_MAX) {
            for (double temperature : TEMPERATURES) {
                Attempt attempt = attempt(encoded, samples, guesses.getFirst(), temperature);
                if (attempt.doubt(opening.noSpeech()).isEmpty()) {
                    return attempt.transcript();
                }
            }
        }
        String why = reason;
        return believed.stream()
                .max(Comparator.comparingDouble(Attempt::score))
                .map(Attempt::transcript)
                .orElseGet(() -> Transcript.refused(why));
    }

    /** @param probability among the languages that may be spoken */
    private record Guess(WhisperSettings.Language language, double probability) {}

    /**
     * What the model says before it writes.
     *
     * @param guesses  the likeliest first
     * @param noSpeech the probability that nothing is said
     */
    private record Opening(List<Guess> guesses, double noSpeech) {}

    private Opening open(OnnxTensor encoded, Set<String> languages) {
        try (TokenDecoder.Run run = decoder.start(encoded, Set.of())) {
            float[] logits = run.next(settings.start());
            List<WhisperSettings.Language> may = settings.languages().stream()
                    .filter(language -> languages.isEmpty() || languages.contains(language.tag()))
                    .toList();
            double sum = may.stream()
                    .mapToDouble(language -> Logits.probability(logits, language.token()))
                    .sum();
            List<Guess> guesses = may.stream()
                    .map(language -> new Guess(language, Logits.probability(logits, language.token()) / sum))
                    .sorted(Comparator.comparingDouble(guess -> -guess.probability()))
                    .toList();
            return new Opening(guesses, Logits.probability(logits, settings.noSpeech()));
        }
    }

    private Attempt attempt(OnnxTensor encoded, float[] samples, Guess guess, double temperature) {
        Attempt attempt = new Attempt(samples, guess);
        try (TokenDecoder.Run run = decoder.start(encoded, attentions)) {
            attempt.write(run, temperature);
        }
        return attempt;
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
        private final Guess guess;
        private final Draft draft = new Draft();
        private final WordAlignment alignment;

        Attempt(float[] samples, Guess guess) {
            this.samples = samples;
            this.guess = guess;
            int frames = Math.clamp(samples.length / (2 * LogMel.HOP), 1, ENCODER_FRAMES);
            this.alignment = new WordAlignment(settings.alignmentHeads().size(), frames);
        }

        void write(TokenDecoder.Run run, double temperature) {
            SplittableRandom random = new SplittableRandom(samples.length);
            int tokensMax = Math.min(TOKENS_MAX, TOKENS_SPARE + TOKENS_PER_SECOND_MAX * samples.length / Sound.RATE);
            step(run, settings.start());
            step(run, guess.language().token());
            step(run, settings.transcribe());
            float[] logits = step(run, settings.noTimestamps());
            while (draft.tokens().size() < tokensMax && !draft.loops() && !draft.isHopeless()) {
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

        Optional<String> doubt(double noSpeech) {
            double mean = draft.meanLogProbability();
            return guess.probability() < SURE && mean < UNSURE_LOG_PROBABILITY_MIN
                    ? Optional.of("it may be %s, and the model is not sure: mean log probability %.2f"
                            .formatted(guess.language().tag(), mean))
                    : draft.doubt(text(draft.tokens()), noSpeech);
        }

        /** The logarithm of how probable the text and its language are, a token's worth. */
        double score() {
            return draft.meanLogProbability()
                    + Math.log(guess.probability()) / Math.max(1, draft.tokens().size());
        }

        Transcript transcript() {
            String text = text(draft.tokens());
            if (text.isEmpty()) {
                return Transcript.NOTHING;
            }
            String language = guess.language().tag();
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
