package io.kinedex.metadata.index;

import io.kinedex.metadata.record.Embedding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.util.BytesRef;

/** Reads sightings from the documents that a search found. */
final class SightingLookup {
    private static final Set<String> STORED = Set.of(SightingDocument.HIT);

    private SightingLookup() {}

    /** Also where it is hidden. */
    static Optional<Hit> find(IndexSearcher searcher, String id) throws IOException {
        return find(searcher, new TermQuery(SightingDocument.idTerm(id)));
    }

    /** Empty also where it is hidden. */
    static Optional<Hit> visible(IndexSearcher searcher, String id) throws IOException {
        BooleanQuery.Builder query =
                new BooleanQuery.Builder().add(new TermQuery(SightingDocument.idTerm(id)), BooleanClause.Occur.FILTER);
        SightingSearcher.hidden(searcher).ifPresent(hidden -> query.add(hidden, BooleanClause.Occur.MUST_NOT));
        return find(searcher, query.build());
    }

    private static Optional<Hit> find(IndexSearcher searcher, Query query) throws IOException {
        TopDocs found = searcher.search(query, 1);
        if (found.scoreDocs.length == 0) {
            return Optional.empty();
        }
        Hit hit = read(searcher.storedFields(), found.scoreDocs[0].doc, 0);
        return Optional.of(scored(hit, hit.sighting().confidence()));
    }

    /** The rerun that found the sighting, as its document has it; empty where none did. */
    static String rerun(IndexSearcher searcher, String id) throws IOException {
        TopDocs found = searcher.search(new TermQuery(SightingDocument.idTerm(id)), 1);
        if (found.scoreDocs.length == 0) {
            return "";
        }
        String rerun = searcher.storedFields()
                .document(found.scoreDocs[0].doc, Set.of(SightingDocument.RERUN))
                .get(SightingDocument.RERUN);
        return rerun == null ? "" : rerun;
    }

    /** What the sighting can be compared by; empty where there is no such sighting. */
    static Optional<Embedding> embedding(IndexSearcher searcher, String id) throws IOException {
        TopDocs found = searcher.search(new TermQuery(SightingDocument.idTerm(id)), 1);
        return found.scoreDocs.length == 0
                ? Optional.empty()
                : Optional.of(VectorFields.of(searcher, found.scoreDocs[0].doc));
    }

    /** With the scores that the search gave. */
    static List<Hit> hits(IndexSearcher searcher, List<ScoreDoc> docs) throws IOException {
        StoredFields stored = searcher.storedFields();
        List<Hit> hits = new ArrayList<>(docs.size());
        for (ScoreDoc doc : docs) {
            hits.add(read(stored, doc.doc, doc.score));
        }
        return hits;
    }

    static List<Hit> hits(IndexSearcher searcher, ScoreDoc[] docs, SearchRequest.Order order) throws IOException {
        StoredFields stored = searcher.storedFields();
        for (ScoreDoc doc : docs) {
            stored.prefetch(doc.doc);
        }
        List<Hit> hits = new ArrayList<>(docs.length);
        for (ScoreDoc doc : docs) {
            long first = (Long) ((FieldDoc) doc).fields[0];
            Hit hit = read(stored, doc.doc, 0);
            hits.add(scored(
                    hit,
                    switch (order) {
                        case NEWEST -> (double) first;
                        case OLDEST -> (double) -first;
                        case CONFIDENCE -> hit.sighting().confidence();
                    }));
        }
        return hits;
    }

    private static Hit read(StoredFields stored, int doc, double score) throws IOException {
        BytesRef bytes = stored.document(doc, STORED).getBinaryValue(SightingDocument.HIT);
        return SightingDocument.decode(Objects.requireNonNull(bytes, "every document has its sighting"), score);
    }

    private static Hit scored(Hit hit, double score) {
        return new Hit(
                hit.stream(), hit.sighting(), hit.engine(), hit.model(), hit.recordId(), hit.fragmentNumber(), score);
    }
}
