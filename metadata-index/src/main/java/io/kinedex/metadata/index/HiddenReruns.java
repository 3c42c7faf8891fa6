package io.kinedex.metadata.index;

import io.kinedex.metadata.query.QueryTime;
import io.kinedex.metadata.query.TermFolding;
import io.kinedex.metadata.query.TextField;
import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.record.Rerun;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/**
 * What was found by reruns that are not complete: it is in the index already and no search finds it. One thread.
 *
 * <p>A rerun's engine shows by one step of the reader: what it replaces is deleted and its key leaves the hidden ones
 * between two refreshes.
 */
final class HiddenReruns {
    private final Set<String> keys = new TreeSet<>();

    private HiddenReruns() {}

    /** As {@link #text} gave it. */
    static HiddenReruns of(String text) {
        HiddenReruns hidden = new HiddenReruns();
        Arrays.stream(text.split(",")).filter(key -> !key.isEmpty()).forEach(hidden.keys::add);
        return hidden;
    }

    String text() {
        return String.join(",", keys);
    }

    /** Says of documents that they are of this rerun and this engine. */
    static String key(MetadataRecord record, Rerun rerun) {
        return rerun.id() + "/" + record.engine().name();
    }

    /** What to leave out of searches; empty where nothing is hidden. */
    Optional<Query> query() {
        return keys.isEmpty()
                ? Optional.empty()
                : Optional.of(new TermInSetQuery(
                        SightingDocument.RERUN, keys.stream().map(BytesRef::new).collect(Collectors.toSet())));
    }

    /** Takes in what the record says of its rerun; the sightings in it are another matter. */
    void apply(MetadataRecord record, Rerun rerun, IndexWriter writer) throws IOException {
        String key = key(record, rerun);
        switch (rerun.state()) {
            case PART -> keys.add(key);
            case COMPLETE -> {
                writer.deleteDocuments(replaced(record, key));
                keys.remove(key);
            }
            case CANCELLED -> {
                writer.deleteDocuments(new Term(SightingDocument.RERUN, key));
                keys.remove(key);
            }
        }
    }

    /** What the engine had found in this stretch, apart from what reruns that are still hidden found. */
    private Query replaced(MetadataRecord record, String key) {
        long from = QueryTime.millis(record.fragment().start());
        long to = QueryTime.millis(record.fragment().end());
        BooleanQuery.Builder builder = new BooleanQuery.Builder()
                .add(engine(record), Occur.FILTER)
                .add(
                        SortedDocValuesField.newSlowExactQuery(
                                SightingDocument.PLACE, SightingDocument.place(record.tenant(), record.stream())),
                        Occur.FILTER)
                .add(NumericDocValuesField.newSlowRangeQuery(SightingDocument.START, from, to - 1), Occur.FILTER)
                .add(new TermQuery(new Term(SightingDocument.RERUN, key)), Occur.MUST_NOT);
        query().ifPresent(hidden -> builder.add(hidden, Occur.MUST_NOT));
        return builder.build();
    }

    private static Query engine(MetadataRecord record) {
        return new TermQuery(new Term(
                TextField.ENGINE.key(), TermFolding.fold(record.engine().name())));
    }
}
