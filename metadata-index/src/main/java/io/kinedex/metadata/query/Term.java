package io.kinedex.metadata.query;

import java.util.Set;
import java.util.function.Predicate;

/**
 * A text to compare a field with. A plain term is the whole field, not a part of it: {@code dog} is not {@code hot dog}.
 *
 * @param text     as written, without quotes
 * @param wildcard whether {@code *} and {@code ?} stand for other characters
 */
public record Term(String text, boolean wildcard) {
    static final Set<String> OPERATORS = Set.of("AND", "OR", "NOT", "WITHIN", "OF");

    public Term {
        if (TermFolding.fold(text).isEmpty() || text.length() > QueryLimits.TERM_LENGTH_MAX) {
            throw new IllegalArgumentException("a term has 1 to %d characters that are not space: '%s'"
                    .formatted(QueryLimits.TERM_LENGTH_MAX, text));
        }
        if (wildcard && !(hasWildcard(text) && isWord(text))) {
            throw new IllegalArgumentException("'%s' is no wildcard term".formatted(text));
        }
        if (wildcard && text.chars().filter(c -> c == '*').count() > QueryLimits.ASTERISKS_MAX) {
            throw new IllegalArgumentException(
                    "'%s' has more than %d asterisks".formatted(text, QueryLimits.ASTERISKS_MAX));
        }
    }

    /** The text as fields hold it, see {@link TermFolding}. */
    public String folded() {
        return TermFolding.fold(text);
    }

    /** Tells of texts that {@link TermFolding} left whether they are meant. */
    public Predicate<String> folding() {
        String folded = folded();
        return wildcard ? new Glob(folded)::matches : folded::equals;
    }

    /** As a query spells it: a word where that means the same, else in quotes. */
    @Override
    public String toString() {
        boolean plain = wildcard || (isWord(text) && !hasWildcard(text) && !OPERATORS.contains(text));
        return plain ? text : quoted();
    }

    String quoted() {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    static boolean hasWildcard(String text) {
        return text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
    }

    /** Whether the text can stand without quotes, operators aside. */
    private static boolean isWord(String text) {
        return !isSign(text.charAt(0)) && text.codePoints().allMatch(Term::isWordPoint);
    }

    /** Other languages' signs for NOT and AND; a word that begins with one is more likely a mistake than a name. */
    static boolean isSign(int point) {
        return point == '-' || point == '+' || point == '!';
    }

    static boolean isWordPoint(int point) {
        return "\"():<>=\\".indexOf(point) < 0 && !TermFolding.isSpace(point);
    }
}
