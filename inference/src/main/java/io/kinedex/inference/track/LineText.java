package io.kinedex.inference.track;

import java.util.Locale;
import java.util.Optional;

/** How two readings of a line of text are alike. */
final class LineText {
    /** A shorter common part may be chance. */
    private static final int SEAM_MIN = 5;

    /** At its ends a moving line is cut through letters, which are then read as others. */
    private static final int CUT_MAX = 3;

    private LineText() {}

    /**
     * Where two readings of a moving line overlap: {@code length} characters from {@code before} in the earlier one and
     * from {@code after} in the later one.
     */
    record Seam(int before, int after, int length) {}

    /** 1 less the edits that make one of the other over the longer one's length, 0..1; case and spaces do not count. */
    static double likeness(String a, String b) {
        String one = folded(a);
        String other = folded(b);
        int longer = Math.max(one.length(), other.length());
        return longer == 0 ? 1 : 1 - (double) edits(one, other) / longer;
    }

    static int length(String text) {
        return folded(text).length();
    }

    /**
     * How the later reading goes on where the earlier one ends: a ticker that moves to the left, or a line that is being
     * written. Empty where it does not.
     */
    static Optional<Seam> seam(String earlier, String later) {
        String a = earlier.toLowerCase(Locale.ROOT);
        String b = later.toLowerCase(Locale.ROOT);
        Seam common = longestCommon(a, b);
        boolean goesOn = common.length() >= SEAM_MIN
                && common.before() + common.length() >= a.length() - CUT_MAX
                && common.after() <= CUT_MAX;
        return goesOn ? Optional.of(common) : Optional.empty();
    }

    private static String folded(String text) {
        return text.toLowerCase(Locale.ROOT).replace(" ", "");
    }

    /** The Levenshtein distance, row by row. */
    private static int edits(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }

    private static Seam longestCommon(String a, String b) {
        Seam longest = new Seam(0, 0, 0);
        int[] row = new int[b.length() + 1];
        for (int i = 1; i <= a.length(); i++) {
            for (int j = b.length(); j > 0; j--) {
                row[j] = a.charAt(i - 1) == b.charAt(j - 1) ? row[j - 1] + 1 : 0;
                if (row[j] > longest.length()) {
                    longest = new Seam(i - row[j], j - row[j], row[j]);
                }
            }
        }
        return longest;
    }
}
