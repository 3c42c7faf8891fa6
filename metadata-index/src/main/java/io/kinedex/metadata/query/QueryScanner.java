package io.kinedex.metadata.query;

import java.util.function.IntPredicate;

/** A place in a query's text. One thread. */
final class QueryScanner {
    private static final int FOUND_MAX = 40;

    private final String text;
    private int at;

    QueryScanner(String text) {
        this.text = text;
    }

    int offset() {
        return at;
    }

    void moveTo(int offset) {
        at = offset;
    }

    boolean atEnd() {
        return at == text.length();
    }

    /** The character at the place; -1 at the end. */
    int peek() {
        return atEnd() ? -1 : text.codePointAt(at);
    }

    boolean take(char c) {
        if (peek() != c) {
            return false;
        }
        at++;
        return true;
    }

    void skipSpace() {
        takeWhile(TermFolding::isSpace);
    }

    String takeWhile(IntPredicate accepted) {
        int from = at;
        while (!atEnd() && accepted.test(peek())) {
            at += Character.charCount(peek());
        }
        return text.substring(from, at);
    }

    String takeWord() {
        return takeWhile(Term::isWordPoint);
    }

    /** The word at the place, which stays. */
    String peekWord() {
        int from = at;
        String word = takeWord();
        at = from;
        return word;
    }

    /** Takes the operator where it stands here as a word of its own. */
    boolean takeOperator(String operator) {
        int from = at;
        if (takeWord().equals(operator)
                && (atEnd() || peek() == '(' || peek() == ')' || peek() == '"' || TermFolding.isSpace(peek()))) {
            return true;
        }
        at = from;
        return false;
    }

    QuerySyntaxException expected(String what) {
        return expectedAt(at, what);
    }

    QuerySyntaxException expectedAt(int offset, String what) {
        at = offset;
        String found = takeWhile(point -> Term.isWordPoint(point) || point == ':');
        if (found.isEmpty() && !atEnd()) {
            found = Character.toString(peek());
        }
        return new QuerySyntaxException(text, offset, shortened(found), what);
    }

    private static String shortened(String found) {
        return found.codePointCount(0, found.length()) <= FOUND_MAX
                ? found
                : found.substring(0, found.offsetByCodePoints(0, FOUND_MAX)) + "...";
    }
}
