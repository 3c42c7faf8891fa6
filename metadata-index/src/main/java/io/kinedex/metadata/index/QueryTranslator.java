package io.kinedex.metadata.index;

import static io.kinedex.metadata.index.SightingDocument.CONFIDENCE;
import static io.kinedex.metadata.index.SightingDocument.DURATION;
import static io.kinedex.metadata.index.SightingDocument.END;
import static io.kinedex.metadata.index.SightingDocument.START;
import static io.kinedex.metadata.index.SightingDocument.WORD;

import io.kinedex.metadata.query.Moment;
import io.kinedex.metadata.query.Query;
import io.kinedex.metadata.query.QueryTime;
import io.kinedex.metadata.query.Term;
import io.kinedex.metadata.query.TextField;
import io.kinedex.metadata.query.WordingField;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexOrDocValuesQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/** Says a query in Lucene's terms. Immutable. */
final class QueryTranslator {
    private final Instant now;
    private final IntervalStore intervals;
    private final SightingOwners owners;
    private final Optional<org.apache.lucene.search.Query> hidden;

    /** @param hidden what is not to be found; empty where that is nothing */
    QueryTranslator(
            Instant now,
            IntervalStore intervals,
            SightingOwners owners,
            Optional<org.apache.lucene.search.Query> hidden) {
        this.now = now;
        this.intervals = intervals;
        this.owners = owners;
        this.hidden = hidden;
    }

    org.apache.lucene.search.Query translate(Query query) {
        org.apache.lucene.search.Query said = said(query);
        return hidden.<org.apache.lucene.search.Query>map(rest -> new BooleanQuery.Builder()
                        .add(said, BooleanClause.Occur.FILTER)
                        .add(rest, BooleanClause.Occur.MUST_NOT)
                        .build())
                .orElse(said);
    }

    /** Whether the translation of everything leaves something out. */
    boolean hides() {
        return hidden.isPresent();
    }

    private org.apache.lucene.search.Query said(Query query) {
        return switch (query) {
            case Query.All _ -> MatchAllDocsQuery.INSTANCE;
            case Query.Word(Term term) -> word(term);
            case Query.Match(TextField field, Term term) ->
                field == TextField.PERSON ? person(term) : text(field.key(), term);
            case Query.Worded(WordingField field, Term term, int edits) -> WordingFields.query(field, term, edits);
            case Query.Confidence(Query.Relation relation, double value) ->
                number(CONFIDENCE, relation, SightingDocument.sortable(value));
            case Query.Lasting(Query.Relation relation, Duration value) -> number(DURATION, relation, value.toMillis());
            case Query.Time(Query.Edge edge, Moment moment) -> time(edge, QueryTime.millis(moment.resolve(now)));
            case Query.And(List<Query> parts) -> all(parts);
            case Query.Or(List<Query> parts) -> any(parts);
            case Query.Not _ -> all(List.of(query));
            case Query.Within(Query what, Duration gap, Query of) ->
                new BooleanQuery.Builder()
                        .add(said(what), BooleanClause.Occur.FILTER)
                        .add(new NearQuery(translate(of), gap.toMillis(), intervals), BooleanClause.Occur.FILTER)
                        .build();
        };
    }

    /** Documents have ids of people; names are turned into ids when they are asked for, so that a new name needs no new ones. */
    private org.apache.lucene.search.Query person(Term term) {
        return new TermInSetQuery(
                TextField.PERSON.key(),
                owners.owners(term).stream().map(BytesRef::new).toList());
    }

    private org.apache.lucene.search.Query word(Term term) {
        BooleanQuery.Builder builder = new BooleanQuery.Builder();
        builder.add(text(WORD, term), BooleanClause.Occur.SHOULD);
        builder.add(person(term), BooleanClause.Occur.SHOULD);
        for (WordingField field : WordingField.values()) {
            builder.add(WordingFields.query(field, term, 0), BooleanClause.Occur.SHOULD);
        }
        return builder.build();
    }

    private static org.apache.lucene.search.Query text(String field, Term term) {
        return term.wildcard()
                ? new GlobQuery(field, term.folded())
                : new TermQuery(new org.apache.lucene.index.Term(field, term.folded()));
    }

    private static org.apache.lucene.search.Query number(String field, Query.Relation relation, long bound) {
        return switch (relation) {
            case LESS -> range(field, Long.MIN_VALUE, bound - 1);
            case AT_MOST -> range(field, Long.MIN_VALUE, bound);
            case EQUAL -> range(field, bound, bound);
            case AT_LEAST -> range(field, bound, Long.MAX_VALUE);
            case MORE -> range(field, bound + 1, Long.MAX_VALUE);
        };
    }

    private static org.apache.lucene.search.Query range(String field, long low, long high) {
        return new IndexOrDocValuesQuery(
                LongPoint.newRangeQuery(field, low, high), NumericDocValuesField.newSlowRangeQuery(field, low, high));
    }

    private static org.apache.lucene.search.Query time(Query.Edge edge, long millis) {
        return switch (edge) {
            case AFTER -> NumericDocValuesField.newSlowRangeQuery(END, millis + 1, Long.MAX_VALUE);
            case BEFORE -> NumericDocValuesField.newSlowRangeQuery(START, Long.MIN_VALUE, millis - 1);
        };
    }

    private org.apache.lucene.search.Query all(List<Query> parts) {
        BooleanQuery.Builder builder = new BooleanQuery.Builder();
        boolean positive = false;
        for (Query part : parts) {
            if (part instanceof Query.Not(Query inner)) {
                builder.add(said(inner), BooleanClause.Occur.MUST_NOT);
            } else {
                builder.add(said(part), BooleanClause.Occur.FILTER);
                positive = true;
            }
        }
        if (!positive) {
            builder.add(MatchAllDocsQuery.INSTANCE, BooleanClause.Occur.FILTER);
        }
        return builder.build();
    }

    private org.apache.lucene.search.Query any(List<Query> parts) {
        BooleanQuery.Builder builder = new BooleanQuery.Builder();
        parts.forEach(part -> builder.add(said(part), BooleanClause.Occur.SHOULD));
        return builder.build();
    }
}
