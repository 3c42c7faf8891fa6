package io.kinedex.metadata.index;

import java.util.Optional;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryCache;
import org.apache.lucene.search.SearcherFactory;
import org.jspecify.annotations.Nullable;

/** Searches one state of the index, and knows what is not to be found in it. */
final class SightingSearcher extends IndexSearcher {
    private final Optional<Query> hidden;

    /** @param hidden what no search finds; empty where that is nothing */
    SightingSearcher(IndexReader reader, Optional<Query> hidden) {
        super(reader);
        this.hidden = hidden;
    }

    /** Of searchers that the index's thread opens, so that what is hidden is that of the state they read. */
    static SearcherFactory factory(HiddenReruns hidden, QueryCache filters) {
        return new SearcherFactory() {
            @Override
            public IndexSearcher newSearcher(IndexReader reader, @Nullable IndexReader previous) {
                IndexSearcher searcher = new SightingSearcher(reader, hidden.query());
                searcher.setQueryCache(filters);
                return searcher;
            }
        };
    }

    /** What no search finds in this searcher's state of the index. */
    static Optional<Query> hidden(IndexSearcher searcher) {
        return searcher instanceof SightingSearcher known ? known.hidden : Optional.empty();
    }
}
