package io.kinedex.inference.speech;

import java.util.List;

/**
 * What was said in a segment. Immutable.
 *
 * @param text       trimmed; empty where nothing was said or nothing credible came out
 * @param language   BCP 47; empty where nothing was said
 * @param confidence 0..1, the mean (geometric) probability of its tokens
 * @param words      in the order of time
 * @param refusal    why a text that came out was refused; empty where none was
 */
public record Transcript(String text, String language, double confidence, List<SpokenWord> words, String refusal) {
    /** Nothing was said. */
    public static final Transcript NOTHING = new Transcript("", "", 0, List.of(), "");

    public Transcript {
        words = List.copyOf(words);
    }

    static Transcript refused(String reason) {
        return new Transcript("", "", 0, List.of(), reason);
    }

    public boolean isEmpty() {
        return text.isEmpty();
    }

    /**
     * A word of it. Immutable.
     *
     * @param text         with the punctuation that belongs to it
     * @param startSeconds since the segment's first sample
     * @param endSeconds   not before {@code startSeconds}
     * @param confidence   0..1, the mean probability of its tokens
     */
    public record SpokenWord(String text, double startSeconds, double endSeconds, double confidence) {}
}
