package io.kinedex.metadata.index;

import io.kinedex.metadata.query.Stems;
import io.kinedex.metadata.query.Term;
import io.kinedex.metadata.query.Tokens;
import io.kinedex.metadata.query.WordingField;
import io.kinedex.metadata.record.Sighting;
import java.util.List;
import java.util.Set;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.TextField;
import org.apache.lucene.queries.intervals.IntervalQuery;
import org.apache.lucene.queries.intervals.Intervals;
import org.apache.lucene.queries.intervals.IntervalsSource;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FuzzyQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/**
 * What was said and written as Lucene fields: for each of the two one with the words as they are and one with their stems,
 * the language before each. Stateless.
 */
final class WordingFields {
    private static final String STEMS = ".stem";
    private static final int EXPANSIONS_MAX = 1024;

    private WordingFields() {}

    static void add(Document document, Sighting sighting) {
        List<String> tokens = Tokens.of(sighting.wording().text());
        if (tokens.isEmpty()) {
            return;
        }
        String field = WordingField.of(sighting).key();
        document.add(new TextField(field, new Words(tokens)));
        Stems.language(sighting.wording().language())
                .ifPresent(language -> document.add(new TextField(field + STEMS, new Words(stems(language, tokens)))));
    }

    private static List<String> stems(String language, List<String> tokens) {
        return tokens.stream()
                .map(token -> language + ':' + Stems.stem(language, token))
                .toList();
    }

    /** See {@link io.kinedex.metadata.query.Query.Worded}; matches nothing where the term has no words. */
    static Query query(WordingField field, Term term, int edits) {
        if (term.wildcard()) {
            return new GlobQuery(field.key(), term.folded());
        }
        List<String> tokens = Tokens.of(term.text());
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        if (!tokens.isEmpty()) {
            any.add(
                    edits == 0 ? phrase(field.key(), tokens) : fuzzy(field.key(), tokens, edits),
                    BooleanClause.Occur.SHOULD);
            if (edits == 0) {
                any.add(stemmed(field.key() + STEMS, tokens), BooleanClause.Occur.SHOULD);
            }
        }
        return any.build();
    }

    /** Texts by how many of the words they have, and how rare those are (BM25). */
    static BooleanQuery anyWord(String text) {
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        for (String token : Set.copyOf(Tokens.of(text))) {
            for (WordingField field : WordingField.values()) {
                any.add(
                        new TermQuery(new org.apache.lucene.index.Term(field.key(), token)),
                        BooleanClause.Occur.SHOULD);
            }
        }
        return any.build();
    }

    private static Query phrase(String field, List<String> tokens) {
        return tokens.size() == 1
                ? new TermQuery(new org.apache.lucene.index.Term(field, tokens.getFirst()))
                : new PhraseQuery(field, tokens.toArray(String[]::new));
    }

    private static Query fuzzy(String field, List<String> tokens, int edits) {
        if (tokens.size() == 1) {
            return new FuzzyQuery(
                    new org.apache.lucene.index.Term(field, tokens.getFirst()), edits, 0, EXPANSIONS_MAX, true);
        }
        IntervalsSource[] words = tokens.stream()
                .map(token -> Intervals.fuzzyTerm(token, edits, 0, true, EXPANSIONS_MAX))
                .toArray(IntervalsSource[]::new);
        return new IntervalQuery(field, Intervals.phrase(words));
    }

    /** A query does not say its language: the words are looked for in each one's stems. */
    private static Query stemmed(String field, List<String> tokens) {
        if (tokens.size() == 1) {
            return new TermInSetQuery(
                    field,
                    Stems.languages().stream()
                            .map(language ->
                                    new BytesRef(stems(language, tokens).getFirst()))
                            .toList());
        }
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        Stems.languages()
                .forEach(language -> any.add(phrase(field, stems(language, tokens)), BooleanClause.Occur.SHOULD));
        return any.build();
    }

    /** Tokens at one position each. */
    private static final class Words extends TokenStream {
        private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
        private final List<String> tokens;
        private int next;

        Words(List<String> tokens) {
            this.tokens = tokens;
        }

        @Override
        public boolean incrementToken() {
            if (next == tokens.size()) {
                return false;
            }
            clearAttributes();
            term.append(tokens.get(next++));
            return true;
        }

        @Override
        public void reset() {
            next = 0;
        }
    }
}
