package io.kinedex.metadata.query;

import io.kinedex.metadata.MetadataException;
import java.util.Objects;

/** A text is no query. Says where, what stands there and what was expected; the message ends in a line with a caret. */
public final class QuerySyntaxException extends MetadataException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN_MAX = 60;

    private final int offset;
    private final String found;
    private final String expected;

    QuerySyntaxException(String query, int offset, String found, String expected) {
        super(Code.BAD_QUERY, message(query, offset, found, expected));
        this.offset = offset;
        this.found = found;
        this.expected = expected;
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    /** Where the trouble begins: characters (UTF-16 units) from the start of the text; its length for the end. */
    public int offset() {
        return offset;
    }

    /** The text at the offset; empty at the end of the query. */
    public String found() {
        return found;
    }

    /** What could stand there, for people. */
    public String expected() {
        return expected;
    }

    private static String message(String query, int offset, String found, String expected) {
        int column = query.codePointCount(0, offset) + 1;
        String place = found.isEmpty() ? "the query ends" : "found '%s'".formatted(oneLine(found));
        return "query, column %d: %s, expected %s%n%s".formatted(column, place, expected, pointed(query, offset));
    }

    /** The part of the query around the offset, and a line with a caret below it. */
    private static String pointed(String query, int offset) {
        int from = whole(query, Math.max(0, offset - SHOWN_MAX));
        int to = whole(query, Math.min(query.length(), offset + SHOWN_MAX));
        String lead = from > 0 ? "..." : "";
        String tail = to < query.length() ? "..." : "";
        int indent = lead.length() + query.codePointCount(from, offset);
        return "  %s%s%s%n  %s^".formatted(lead, oneLine(query.substring(from, to)), tail, " ".repeat(indent));
    }

    private static int whole(String text, int index) {
        boolean splits = index > 0
                && index < text.length()
                && Character.isLowSurrogate(text.charAt(index))
                && Character.isHighSurrogate(text.charAt(index - 1));
        return splits ? index - 1 : index;
    }

    private static String oneLine(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints().forEach(point -> line.appendCodePoint(TermFolding.isSpace(point) ? ' ' : point));
        return line.toString();
    }
}
