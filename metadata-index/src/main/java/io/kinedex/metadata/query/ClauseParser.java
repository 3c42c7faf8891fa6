package io.kinedex.metadata.query;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads what stands between the operators: words, phrases, fields with their values. One thread. */
final class ClauseParser {
    private static final String FIELDS =
            "one of the fields label, kind, said, text, stream, engine, model, person, confidence, duration, after, before";
    private static final String DURATION = "a duration of whole milliseconds such as 500ms, 5s, 2.5m or 1h30m";
    private static final String CONFIDENCE = "a confidence between 0 and 1 such as 0.6";
    private static final String MOMENT =
            "a time such as 2026-11-20, 2026-11-20T10:00:00Z, 2026-11-20T11:00+01:00, now or -15m";
    private static final Pattern NUMBER = Pattern.compile("[0-9]+\\.?|[0-9]*\\.[0-9]+");

    private final QueryScanner scanner;
    private int count;

    ClauseParser(QueryScanner scanner) {
        this.scanner = scanner;
    }

    Query clause(String expected) {
        int from = scanner.offset();
        if (++count > QueryLimits.CLAUSES_MAX) {
            throw scanner.expectedAt(from, "at most %d clauses".formatted(QueryLimits.CLAUSES_MAX));
        }
        if (scanner.peek() == '"') {
            return new Query.Word(phrase());
        }
        String word = scanner.takeWord();
        if (word.isEmpty()) {
            throw scanner.expectedAt(from, expected);
        }
        if (scanner.take(':')) {
            return field(word, from);
        }
        Optional<Query> comparison = comparison(word, from);
        return comparison.isPresent() ? comparison.get() : word(word, from, expected);
    }

    private Query word(String word, int from, String expected) {
        if (Term.OPERATORS.contains(word)) {
            throw scanner.expectedAt(from, expected + "; the word itself is \"%s\"".formatted(word));
        }
        return word.equals("*") ? new Query.All() : new Query.Word(term(word, from));
    }

    private Query field(String name, int from) {
        scanner.skipSpace();
        Optional<TextField> text = TextField.of(name);
        if (text.isPresent()) {
            return new Query.Match(text.get(), value(text.get().key()));
        }
        Optional<WordingField> wording = WordingField.of(name);
        if (wording.isPresent()) {
            return worded(wording.get());
        }
        return switch (name) {
            case "after" -> new Query.Time(Query.Edge.AFTER, moment());
            case "before" -> new Query.Time(Query.Edge.BEFORE, moment());
            case "confidence", "duration" -> range(name);
            default -> throw scanner.expectedAt(from, FIELDS);
        };
    }

    private Query worded(WordingField field) {
        int from = scanner.offset();
        boolean quoted = scanner.peek() == '"';
        Term term = value(field.key());
        String text = term.text();
        int tilde = quoted ? -1 : text.lastIndexOf('~');
        int edits = 0;
        if (quoted && scanner.take('~')) {
            edits = edits(scanner.takeWord(), from);
        } else if (tilde > 0) {
            edits = edits(text.substring(tilde + 1), from);
            term = term(text.substring(0, tilde), from);
        }
        if (edits > 0 && term.wildcard()) {
            throw scanner.expectedAt(from, "a word without wildcards before ~%d".formatted(edits));
        }
        if (!term.wildcard() && Tokens.of(term.text()).isEmpty()) {
            throw scanner.expectedAt(from, "at least one letter or digit after %s:".formatted(field.key()));
        }
        return new Query.Worded(field, term, edits);
    }

    private int edits(String text, int from) {
        if (!text.matches("[1-" + QueryLimits.EDITS_MAX + "]")) {
            throw scanner.expectedAt(from, "~1 or ~2, how many characters may differ, after the word");
        }
        return Integer.parseInt(text);
    }

    private Term value(String field) {
        int from = scanner.offset();
        if (scanner.peek() == '"') {
            return phrase();
        }
        String word = scanner.takeWord();
        if (word.isEmpty()) {
            throw scanner.expectedAt(from, "a word or a phrase in quotes after %s:".formatted(field));
        }
        if (scanner.peek() == ':') {
            throw scanner.expectedAt(from, "a value without a colon, or in quotes, after %s:".formatted(field));
        }
        return term(word, from);
    }

    private Term term(String word, int from) {
        if (Term.isSign(word.charAt(0))) {
            throw scanner.expectedAt(
                    from,
                    "NOT before what must not be there, or quotes around a name that begins with " + word.charAt(0));
        }
        if (word.length() > QueryLimits.TERM_LENGTH_MAX) {
            throw scanner.expectedAt(from, "a word of at most %d characters".formatted(QueryLimits.TERM_LENGTH_MAX));
        }
        if (word.chars().filter(c -> c == '*').count() > QueryLimits.ASTERISKS_MAX) {
            throw scanner.expectedAt(from, "at most %d asterisks in a word".formatted(QueryLimits.ASTERISKS_MAX));
        }
        return new Term(word, Term.hasWildcard(word));
    }

    private Term phrase() {
        int from = scanner.offset();
        scanner.take('"');
        StringBuilder text = new StringBuilder();
        while (!scanner.take('"')) {
            scanner.take('\\');
            if (scanner.atEnd()) {
                throw scanner.expected("the \" that ends the phrase begun at column %d".formatted(from + 1));
            }
            text.appendCodePoint(scanner.peek());
            scanner.moveTo(scanner.offset() + Character.charCount(scanner.peek()));
        }
        if (TermFolding.fold(text.toString()).isEmpty() || text.length() > QueryLimits.TERM_LENGTH_MAX) {
            throw scanner.expectedAt(from, "a phrase of 1 to %d characters".formatted(QueryLimits.TERM_LENGTH_MAX));
        }
        return new Term(text.toString(), false);
    }

    /** A comparison such as {@code confidence >= 0.6}; empty where no sign follows the word. */
    private Optional<Query> comparison(String name, int from) {
        int end = scanner.offset();
        scanner.skipSpace();
        int signAt = scanner.offset();
        String sign = scanner.takeWhile(point -> point == '<' || point == '>' || point == '=');
        if (sign.isEmpty()) {
            scanner.moveTo(end);
            return Optional.empty();
        }
        if (!name.equals("confidence") && !name.equals("duration")) {
            throw scanner.expectedAt(from, "confidence or duration before the sign %s".formatted(sign));
        }
        Query.Relation relation = List.of(Query.Relation.values()).stream()
                .filter(known -> known.sign().equals(sign))
                .findFirst()
                .orElseThrow(() -> scanner.expectedAt(signAt, "one of the signs < <= = >= >"));
        scanner.skipSpace();
        return Optional.of(compared(name, relation));
    }

    private Query compared(String name, Query.Relation relation) {
        return name.equals("confidence")
                ? new Query.Confidence(relation, confidence(scanner.offset(), scanner.takeWord()))
                : new Query.Lasting(relation, duration());
    }

    /** After a colon: one value, or two with dots between them, both included. */
    private Query range(String name) {
        int from = scanner.offset();
        String word = scanner.takeWord();
        int dots = word.indexOf("..");
        scanner.moveTo(from);
        if (dots < 0) {
            return compared(name, Query.Relation.EQUAL);
        }
        scanner.takeWord();
        String low = word.substring(0, dots);
        String high = word.substring(dots + 2);
        int highAt = from + dots + 2;
        List<Query> bounds = name.equals("confidence")
                ? List.of(
                        new Query.Confidence(Query.Relation.AT_LEAST, confidence(from, low)),
                        new Query.Confidence(Query.Relation.AT_MOST, confidence(highAt, high)))
                : List.of(
                        new Query.Lasting(Query.Relation.AT_LEAST, duration(from, low)),
                        new Query.Lasting(Query.Relation.AT_MOST, duration(highAt, high)));
        return new Query.And(bounds);
    }

    private double confidence(int from, String word) {
        if (!NUMBER.matcher(word).matches()) {
            throw scanner.expectedAt(from, CONFIDENCE);
        }
        double value = Double.parseDouble(word);
        if (value > 1) {
            throw scanner.expectedAt(from, CONFIDENCE);
        }
        return value;
    }

    Duration duration() {
        int from = scanner.offset();
        return duration(from, scanner.takeWord());
    }

    private Duration duration(int from, String word) {
        return DurationText.parse(word).orElseThrow(() -> scanner.expectedAt(from, DURATION));
    }

    private Moment moment() {
        int from = scanner.offset();
        String word = scanner.takeWhile(point -> Term.isWordPoint(point) || point == ':');
        return moment(word).orElseThrow(() -> scanner.expectedAt(from, MOMENT));
    }

    private static Optional<Moment> moment(String word) {
        String offset = word.startsWith("now") ? word.substring("now".length()) : word;
        if (offset.isEmpty() && !word.isEmpty()) {
            return Optional.of(new Moment.FromNow(Duration.ZERO));
        }
        if (offset.startsWith("-") || offset.startsWith("+")) {
            return DurationText.parse(offset.substring(1))
                    .map(length -> new Moment.FromNow(offset.startsWith("-") ? length.negated() : length));
        }
        try {
            return Optional.of(new Moment.At(instant(word)));
        } catch (DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** ISO 8601; without an offset UTC, without a time of day its first moment. */
    private static Instant instant(String word) {
        if (!word.contains("T")) {
            return LocalDate.parse(word).atStartOfDay().toInstant(ZoneOffset.UTC);
        }
        boolean offset = word.endsWith("Z") || word.indexOf('+') >= 0 || word.lastIndexOf('-') > word.indexOf('T');
        return offset
                ? OffsetDateTime.parse(word).toInstant()
                : LocalDateTime.parse(word).toInstant(ZoneOffset.UTC);
    }
}
