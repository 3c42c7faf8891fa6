package io.kinedex.metadata.query;

/**
 * A wildcard pattern: {@code *} stands for any characters or none, {@code ?} for one. Matching takes at most (length of
 * the pattern) times (length of the text) steps whatever the pattern is. Immutable; safe for all threads.
 */
public final class Glob {
    private final int[] pattern;
    private final String prefix;

    /** @param folded the pattern as {@link TermFolding#fold} leaves it */
    public Glob(String folded) {
        this.pattern = folded.codePoints().toArray();
        this.prefix = literalPrefix(folded);
    }

    /** What every text that matches begins with. */
    public String prefix() {
        return prefix;
    }

    public boolean matches(String folded) {
        int[] text = folded.codePoints().toArray();
        int p = 0;
        int t = 0;
        int star = -1;
        int resume = 0;
        while (t < text.length) {
            if (p < pattern.length && pattern[p] == '*') {
                star = p++;
                resume = t;
            } else if (p < pattern.length && (pattern[p] == '?' || pattern[p] == text[t])) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length && pattern[p] == '*') {
            p++;
        }
        return p == pattern.length;
    }

    private static String literalPrefix(String folded) {
        int end = 0;
        while (end < folded.length() && folded.charAt(end) != '*' && folded.charAt(end) != '?') {
            end++;
        }
        return folded.substring(0, end);
    }
}
