package io.kinedex.inference.speech;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.kinedex.frames.Sound;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Puts tokens together to words: where a language writes spaces, at them; else at each character that is whole. Punctuation goes
 * with the word before it, an opening quote with the one after it. For one thread.
 */
final class WhisperWords {
    private static final Set<String> WITHOUT_SPACES = Set.of("zh", "ja", "th", "lo", "my", "yue", "bo", "km");
    private static final String OPENING = "\"'“¿([{-「『（";
    private static final String BROKEN = "\uFFFD";

    private final HuggingFaceTokenizer tokenizer;
    private final boolean spaces;

    WhisperWords(HuggingFaceTokenizer tokenizer, String language) {
        this.tokenizer = tokenizer;
        this.spaces = !WITHOUT_SPACES.contains(language);
    }

    /** Tokens that belong together; {@code end} is the index after the last. */
    private record Piece(String text, int begin, int end) {
        boolean isPunctuation() {
            return text.strip().codePoints().noneMatch(Character::isLetterOrDigit);
        }

        Piece joined(Piece next) {
            return new Piece(text + next.text, begin, next.end);
        }
    }

    List<Transcript.SpokenWord> of(Draft draft, List<WordAlignment.Span> spans, float[] samples) {
        double seconds = (double) samples.length / Sound.RATE;
        VoicedTime voiced = VoicedTime.of(samples);
        List<Transcript.SpokenWord> words = new ArrayList<>();
        for (Piece piece : words(pieces(draft.tokens()))) {
            double start = Math.min(spans.get(piece.begin()).start(), seconds);
            double end = Math.clamp(spans.get(piece.end() - 1).end(), start, Math.max(start, seconds));
            WordAlignment.Span span = voiced.voiced(new WordAlignment.Span(start, end));
            double sum = 0;
            for (int i = piece.begin(); i < piece.end(); i++) {
                sum += draft.probability(i);
            }
            words.add(new Transcript.SpokenWord(
                    piece.text().strip(),
                    span.start(),
                    span.end(),
                    Math.clamp(sum / (piece.end() - piece.begin()), 0, 1)));
        }
        return words;
    }

    /** Runs of tokens that are whole characters. */
    private List<Piece> pieces(List<Integer> tokens) {
        List<Piece> pieces = new ArrayList<>();
        int begin = 0;
        for (int i = 0; i < tokens.size(); i++) {
            long[] ids = tokens.subList(begin, i + 1).stream()
                    .mapToLong(Integer::longValue)
                    .toArray();
            String text = tokenizer.decode(ids, true);
            if (!text.contains(BROKEN) || i == tokens.size() - 1) {
                pieces.add(new Piece(text, begin, i + 1));
                begin = i + 1;
            }
        }
        return pieces;
    }

    private List<Piece> words(List<Piece> pieces) {
        List<Piece> words = new ArrayList<>();
        boolean opened = false;
        for (Piece piece : pieces) {
            boolean first = words.isEmpty();
            boolean opening = piece.isPunctuation()
                    && OPENING.contains(piece.text().strip())
                    && piece.text().startsWith(" ");
            boolean begins = spaces ? piece.text().startsWith(" ") : !piece.isPunctuation();
            if (first || opening || (begins && !piece.isPunctuation() && !opened)) {
                words.add(piece);
            } else {
                words.add(words.removeLast().joined(piece));
            }
            opened = opening;
        }
        words.removeIf(word -> word.text().isBlank());
        return words;
    }
}
