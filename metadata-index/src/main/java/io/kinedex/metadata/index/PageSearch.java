package io.kinedex.metadata.index;

import java.io.IOException;
import java.util.Optional;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.DocValuesSkipper;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopFieldDocs;

/**
 * Finds one page of sightings, and one more hit where there is a next page.
 *
 * <p>Segments are kept newest first, so that Lucene stops early when the newest are asked for. For the oldest it would
 * have to read every segment to its end: they are sought in the first part of the time that the index spans, then in
 * larger parts, until a part has enough.
 */
final class PageSearch {
    private static final double[] PARTS = {0.06, 0.25};

    private final IndexSearcher searcher;
    private final SearchRequest request;
    private final Optional<FieldDoc> after;
    private final int totalExactMax;

    PageSearch(IndexSearcher searcher, SearchRequest request, Optional<FieldDoc> after, int totalExactMax) {
        this.searcher = searcher;
        this.request = request;
        this.after = after;
        this.totalExactMax = totalExactMax;
    }

    TopFieldDocs run(Query query) throws IOException {
        if (request.order() == SearchRequest.Order.OLDEST && after.isEmpty()) {
            long first = DocValuesSkipper.globalMinValue(searcher.getIndexReader(), SightingDocument.START);
            long last = DocValuesSkipper.globalMaxValue(searcher.getIndexReader(), SightingDocument.START);
            for (double part : PARTS) {
                long until = first + (long) (((double) last - first) * part);
                TopFieldDocs found = search(startingUntil(query, until));
                if (found.totalHits.value() > totalExactMax && found.scoreDocs.length > request.limit()) {
                    return found;
                }
            }
        }
        return search(query);
    }

    private static Query startingUntil(Query query, long millis) {
        return new BooleanQuery.Builder()
                .add(query, BooleanClause.Occur.FILTER)
                .add(
                        NumericDocValuesField.newSlowRangeQuery(SightingDocument.START, Long.MIN_VALUE, millis),
                        BooleanClause.Occur.FILTER)
                .build();
    }

    private TopFieldDocs search(Query query) throws IOException {
        return searcher.search(
                query,
                new TopFieldCollectorManager(
                        sort(request.order()), request.limit() + 1, after.orElse(null), totalExactMax));
    }

    private static Sort sort(SearchRequest.Order order) {
        SortField tie = new SortField(SightingDocument.TIE, SortField.Type.LONG);
        return switch (order) {
            case NEWEST -> SightingDocument.NEWEST;
            case OLDEST -> new Sort(new SortField(SightingDocument.START, SortField.Type.LONG), tie);
            case CONFIDENCE ->
                new Sort(
                        new SortField(SightingDocument.CONFIDENCE, SortField.Type.LONG, true),
                        new SortField(SightingDocument.START, SortField.Type.LONG, true),
                        tie);
        };
    }
}
