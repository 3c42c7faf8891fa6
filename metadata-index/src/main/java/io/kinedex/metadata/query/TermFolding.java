package io.kinedex.metadata.query;

import java.text.Normalizer;

/** Makes texts that people take for the same equal. All methods may be called by any thread. */
public final class TermFolding {
    private static final int REPLACEMENT = 0xFFFD;

    private TermFolding() {}

    /**
     * The text in Unicode normalisation form KC, each character folded to lower case, runs of white space and control
     * characters made one space, none at the ends, unpaired surrogates replaced, cut after
     * {@value QueryLimits#TERM_LENGTH_MAX} characters.
     */
    public static String fold(String text) {
        return fold(text, QueryLimits.TERM_LENGTH_MAX);
    }

    /** As {@link #fold} does, and nothing is cut. */
    static String foldWhole(String text) {
        return fold(text, Integer.MAX_VALUE);
    }

    private static String fold(String text, int lengthMax) {
        String normal = Normalizer.normalize(text, Normalizer.Form.NFKC);
        StringBuilder folded = new StringBuilder(normal.length());
        int length = 0;
        boolean space = false;
        for (int i = 0; i < normal.length() && length < lengthMax; ) {
            int point = normal.codePointAt(i);
            i += Character.charCount(point);
            if (isSpace(point)) {
                space = length > 0;
                continue;
            }
            if (space && length + 1 < lengthMax) {
                folded.append(' ');
                length++;
            }
            space = false;
            folded.appendCodePoint(foldedPoint(point));
            length++;
        }
        return folded.toString();
    }

    static boolean isSpace(int point) {
        return Character.isWhitespace(point) || Character.isSpaceChar(point) || Character.isISOControl(point);
    }

    private static int foldedPoint(int point) {
        if (Character.getType(point) == Character.SURROGATE) {
            return REPLACEMENT;
        }
        return Character.toLowerCase(Character.toUpperCase(point));
    }
}
