package io.kinedex.inference.reading;

/**
 * Reads the likeliest path of connectionist temporal classification (Graves et al. 2006): the best class of each step,
 * repetitions once, blanks dropped.
 *
 * @param text       without spaces at its ends; may be empty
 * @param confidence the mean probability of its characters, 0..1; 0 where there is none
 */
record GreedyDecoding(String text, double confidence) {
    private static final int BLANK = 0;

    /** Edges, wheels and shadows are read as a letter or two, and less surely than letters are. */
    private static final int SHORT = 2;

    private static final double SHORT_CONFIDENCE_MIN = 0.9;

    /**
     * @param probabilities of one line, step by step, a value for each class
     * @param offset        of the first step
     * @param steps         how many
     */
    static GreedyDecoding of(float[] probabilities, int offset, int steps, CharacterSet characters) {
        StringBuilder text = new StringBuilder();
        double sum = 0;
        int read = 0;
        int before = BLANK;
        for (int step = 0; step < steps; step++) {
            int first = offset + step * characters.classes();
            int best = best(probabilities, first, characters.classes());
            if (best != BLANK && best != before) {
                text.append(characters.character(best));
                sum += probabilities[first + best];
                read++;
            }
            before = best;
        }
        return new GreedyDecoding(text.toString().strip(), read == 0 ? 0 : Math.clamp(sum / read, 0, 1));
    }

    /** Whether it is likely to be text: it has a letter or digit, and was read surely enough for its length. */
    boolean isCredible(double confidenceMin) {
        double enough = text.length() <= SHORT ? Math.max(confidenceMin, SHORT_CONFIDENCE_MIN) : confidenceMin;
        return confidence >= enough && text.codePoints().anyMatch(Character::isLetterOrDigit);
    }

    private static int best(float[] values, int first, int count) {
        int best = 0;
        for (int i = 1; i < count; i++) {
            if (values[first + i] > values[first + best]) {
                best = i;
            }
        }
        return best;
    }
}
