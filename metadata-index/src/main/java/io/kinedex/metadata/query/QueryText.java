package io.kinedex.metadata.query;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes queries in canonical form: explicit AND, no more parentheses than needed. */
final class QueryText {
    /** How tightly a form binds; a part that binds less than its place needs parentheses. */
    private static final int OR = 0;

    private static final int AND = 1;
    private static final int NOT = 2;
    private static final int WITHIN = 3;
    private static final int PRIMARY = 4;

    private QueryText() {}

    static String of(Query query) {
        return switch (query) {
            case Query.All _ -> "*";
            case Query.Word(Term term) -> term.toString();
            case Query.Match(TextField field, Term term) -> field.key() + ":" + term;
            case Query.Worded(WordingField field, Term term, int edits) -> worded(field, term, edits);
            case Query.Confidence(Query.Relation relation, double value) ->
                "confidence" + relation.sign() + number(value);
            case Query.Lasting(Query.Relation relation, java.time.Duration value) ->
                "duration" + relation.sign() + DurationText.of(value);
            case Query.Time(Query.Edge edge, Moment moment) -> edge.name().toLowerCase(Locale.ROOT) + ":" + moment;
            case Query.And(List<Query> parts) -> joined(parts, " AND ", AND);
            case Query.Or(List<Query> parts) -> joined(parts, " OR ", OR);
            case Query.Not(Query part) -> "NOT " + placed(part, NOT);
            case Query.Within(Query what, java.time.Duration gap, Query of) ->
                placed(what, WITHIN) + " WITHIN " + DurationText.of(gap) + " OF " + placed(of, PRIMARY);
        };
    }

    /** A tilde in a word would begin the edits. */
    private static String worded(WordingField field, Term term, int edits) {
        String text = term.wildcard() || term.text().indexOf('~') < 0 ? term.toString() : term.quoted();
        return field.key() + ":" + text + (edits == 0 ? "" : "~" + edits);
    }

    private static String joined(List<Query> parts, String sign, int level) {
        return parts.stream().map(part -> placed(part, level + 1)).collect(Collectors.joining(sign));
    }

    private static String placed(Query part, int needed) {
        return level(part) < needed ? "(" + of(part) + ")" : of(part);
    }

    private static int level(Query query) {
        return switch (query) {
            case Query.Or _ -> OR;
            case Query.And _ -> AND;
            case Query.Not _ -> NOT;
            case Query.Within _ -> WITHIN;
            case Query.All _,
                    Query.Word _,
                    Query.Match _,
                    Query.Worded _,
                    Query.Confidence _,
                    Query.Lasting _,
                    Query.Time _ -> PRIMARY;
        };
    }

    private static String number(double value) {
        return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    }
}
