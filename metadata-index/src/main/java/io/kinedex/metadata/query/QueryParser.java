package io.kinedex.metadata.query;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads queries: recursive descent over the grammar in {@code docs/queries.md}. {@link #parse} may be called by any
 * thread.
 */
public final class QueryParser {
    private static final String CLAUSE = "a word, a phrase in quotes, a field such as label:car, NOT or (";

    private final QueryScanner scanner;
    private final ClauseParser clauses;
    private int depth;
    private int withins;

    private QueryParser(String text) {
        this.scanner = new QueryScanner(text);
        this.clauses = new ClauseParser(scanner);
    }

    /** @throws QuerySyntaxException where the text is no query or is beyond {@link QueryLimits} */
    public static Query parse(String text) {
        QueryParser parser = new QueryParser(text);
        if (text.length() > QueryLimits.LENGTH_MAX) {
            throw parser.scanner.expectedAt(
                    QueryLimits.LENGTH_MAX, "at most %d characters".formatted(QueryLimits.LENGTH_MAX));
        }
        return parser.whole();
    }

    private Query whole() {
        scanner.skipSpace();
        if (scanner.atEnd()) {
            throw scanner.expected(CLAUSE + "; * finds everything");
        }
        Query query = disjunction();
        if (!scanner.atEnd()) {
            throw scanner.expected("the end of the query; this ) closes nothing");
        }
        return query;
    }

    private Query disjunction() {
        List<Query> parts = new ArrayList<>();
        do {
            parts.add(conjunction());
        } while (scanner.takeOperator("OR"));
        return parts.size() == 1 ? parts.getFirst() : new Query.Or(parts);
    }

    private Query conjunction() {
        List<Query> parts = new ArrayList<>();
        do {
            parts.add(negation());
        } while (scanner.takeOperator("AND") || continues());
        return parts.size() == 1 ? parts.getFirst() : new Query.And(parts);
    }

    /** Whether another part follows without an operator. */
    private boolean continues() {
        return !scanner.atEnd() && scanner.peek() != ')' && !scanner.peekWord().equals("OR");
    }

    private Query negation() {
        scanner.skipSpace();
        int from = scanner.offset();
        if (!scanner.takeOperator("NOT")) {
            return nearness();
        }
        enter(from);
        Query part = negation();
        depth--;
        return new Query.Not(part);
    }

    private Query nearness() {
        Query what = primary();
        int from = scanner.offset();
        while (scanner.takeOperator("WITHIN")) {
            if (++withins > QueryLimits.WITHINS_MAX) {
                throw scanner.expectedAt(from, "at most %d WITHINs".formatted(QueryLimits.WITHINS_MAX));
            }
            scanner.skipSpace();
            java.time.Duration gap = clauses.duration();
            scanner.skipSpace();
            if (!scanner.takeOperator("OF")) {
                throw scanner.expected("OF, as in: person WITHIN 5s OF car");
            }
            what = new Query.Within(what, gap, primary());
            from = scanner.offset();
        }
        return what;
    }

    private Query primary() {
        scanner.skipSpace();
        int from = scanner.offset();
        if (!scanner.take('(')) {
            Query clause = clause();
            scanner.skipSpace();
            return clause;
        }
        enter(from);
        Query inner = disjunction();
        if (!scanner.take(')')) {
            throw scanner.expected("AND, OR, WITHIN or the ) of the ( at column %d".formatted(from + 1));
        }
        depth--;
        scanner.skipSpace();
        return inner;
    }

    private Query clause() {
        if (scanner.atEnd() || scanner.peek() == ')') {
            throw scanner.expected(CLAUSE);
        }
        return clauses.clause(CLAUSE);
    }

    private void enter(int from) {
        if (++depth > QueryLimits.DEPTH_MAX) {
            throw scanner.expectedAt(
                    from, "at most %d parentheses and NOTs inside each other".formatted(QueryLimits.DEPTH_MAX));
        }
    }
}
