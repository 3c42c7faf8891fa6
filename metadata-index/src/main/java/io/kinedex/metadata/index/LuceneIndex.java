package io.kinedex.metadata.index;

import io.kinedex.metadata.MetadataException;
import io.kinedex.metadata.record.Embedding;
import io.kinedex.metadata.stream.MetadataStream;
import io.kinedex.metadata.stream.SequenceNumber;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.LRUQueryCache;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TopFieldDocs;
import org.apache.lucene.store.AlreadyClosedException;

/**
 * The embedded index: a view of the metadata stream, kept by a thread of its own. All methods may be called by any thread.
 *
 * <p>There is one Lucene document per sighting; a later record of the same sighting takes the place of the earlier one.
 * Each commit carries the position in the stream, so that after any end of the process the index goes on where its last
 * commit was. Where its folder is gone, damaged or of another stream, it is made again from what the stream still keeps.
 * Sightings that the stream no longer keeps stay, until {@link IndexOptions#ageMax}.
 *
 * <p>Documents lie in the segments newest first, so that a search for the newest stops as soon as it has a page and the
 * total is past {@link IndexOptions#totalExactMax}.
 */
public final class LuceneIndex implements MetadataIndex {
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(30);
    private static final int CACHED_FILTERS = 256;
    private static final int SLICE_MIN = 1 << 15;

    private final IndexOptions options;
    private final IntervalStore intervals;
    private final SightingOwners owners;
    private final SearchableGate gate = new SearchableGate();
    private final StreamIndexer indexer;
    private final Thread thread;
    private volatile IndexFiles files;

    private LuceneIndex(Path path, MetadataStream stream, IndexOptions options, int sliceMin, SightingOwners owners) {
        this.options = options;
        this.owners = owners;
        this.intervals = new IntervalStore(options.cacheBytes(), options.withinMax(), sliceMin);
        IndexFolder folder = new IndexFolder(path, options, new LRUQueryCache(CACHED_FILTERS, options.cacheBytes()));
        IndexFiles opened = folder.open();
        if (!isOf(stream, opened.position())) {
            IndexFolder.LOG.warn("the index in {} is of another stream and will be made again", path);
            opened.abandonWriter();
            opened.closeSearchers();
            opened = folder.anew();
        }
        this.files = opened;
        this.indexer = new StreamIndexer(stream, folder, options, gate, owners, opened, newer -> files = newer);
        this.thread = Thread.ofPlatform().name("kinedex-index").daemon().unstarted(indexer);
    }

    /**
     * Opens the index in the folder, makes it where it is not there, and begins to follow the stream.
     *
     * @param stream must stay open longer than the index
     * @throws MetadataException DISK where the folder cannot be used, IN_USE where another process uses it
     */
    public static LuceneIndex open(Path folder, MetadataStream stream, IndexOptions options) {
        return open(folder, stream, options, SLICE_MIN);
    }

    /**
     * As {@link #open(Path, MetadataStream, IndexOptions)}, with people to be found by.
     *
     * @param owners must stay open longer than the index
     */
    public static LuceneIndex open(Path folder, MetadataStream stream, IndexOptions options, SightingOwners owners) {
        return started(new LuceneIndex(folder, stream, options, SLICE_MIN, owners));
    }

    /** @param sliceMin the fewest sightings that a WITHIN collects at once */
    static LuceneIndex open(Path folder, MetadataStream stream, IndexOptions options, int sliceMin) {
        return started(new LuceneIndex(folder, stream, options, sliceMin, SightingOwners.NONE));
    }

    private static LuceneIndex started(LuceneIndex index) {
        index.thread.start();
        return index;
    }

    /** Whether the position is one in this stream. */
    private static boolean isOf(MetadataStream stream, IndexFiles.Position position) {
        boolean same = position.stream().equals(stream.identity());
        return position.sequence() == 0
                || (same && position.sequence() <= stream.latest().value());
    }

    /**
     * @throws MetadataException BAD_QUERY for a cursor that is none or a WITHIN that is too wide, CORRUPT where the index
     *                           turned out damaged and is being made again, CLOSED
     */
    @Override
    public SearchResult search(SearchRequest request) {
        return searching(searcher -> search(request, searcher));
    }

    @Override
    public Optional<Hit> sighting(String id) {
        return searching(searcher -> SightingLookup.visible(searcher, id));
    }

    /** @throws MetadataException as {@link #search} does */
    @Override
    public List<Hit> alike(LikenessRequest request) {
        return searching(searcher -> new LikenessSearch(
                        searcher, translator(searcher, options.clock().instant()), request)
                .run());
    }

    @Override
    public Optional<Embedding> embedding(String id) {
        return searching(searcher -> SightingLookup.embedding(searcher, id));
    }

    private SearchResult search(SearchRequest request, IndexSearcher searcher) throws IOException {
        Optional<SearchCursor> after = request.after().map(text -> SearchCursor.read(text, request));
        Instant now = after.map(SearchCursor::now)
                .orElseGet(() -> options.clock().instant().truncatedTo(ChronoUnit.MILLIS));
        Query query = translator(searcher, now).translate(request.query());
        int exactMax = options.totalExactMax(request.query());
        TopFieldDocs found = new PageSearch(searcher, request, after.map(SearchCursor::position), exactMax).run(query);
        boolean more = found.scoreDocs.length > request.limit();
        var page = more ? Arrays.copyOf(found.scoreDocs, request.limit()) : found.scoreDocs;
        boolean exact = found.totalHits.value() <= exactMax;
        return new SearchResult(
                SightingLookup.hits(searcher, page, request.order()),
                exact ? found.totalHits.value() : exactMax,
                exact,
                more
                        ? Optional.of(SearchCursor.after((FieldDoc) page[page.length - 1], now)
                                .text(request))
                        : Optional.empty());
    }

    private QueryTranslator translator(IndexSearcher searcher, Instant now) {
        return new QueryTranslator(now, intervals, owners, SightingSearcher.hidden(searcher));
    }

    /** What is asked of a searcher. */
    private interface Search<T> {
        T run(IndexSearcher searcher) throws IOException;
    }

    private <T> T searching(Search<T> search) {
        try {
            IndexSearcher searcher = acquire();
            try {
                return search.run(searcher);
            } finally {
                searcher.getIndexReader().decRef();
            }
        } catch (IOException e) {
            if (IndexFolder.isDamage(e)) {
                indexer.reportDamage();
            }
            throw new MetadataException(
                    MetadataException.Code.CORRUPT, "the index cannot be read; it is being opened again: " + e, e);
        }
    }

    /** Searchers of files that have just been replaced are closed: then take those of the new ones. */
    private IndexSearcher acquire() throws IOException {
        while (!gate.isClosed()) {
            IndexFiles current = files;
            try {
                return current.searchers().acquire();
            } catch (AlreadyClosedException e) {
                if (current == files) {
                    throw new MetadataException(MetadataException.Code.CLOSED, "the index is closed", e);
                }
            }
        }
        throw new MetadataException(MetadataException.Code.CLOSED, "the index is closed");
    }

    @Override
    public SequenceNumber searchable() {
        return new SequenceNumber(gate.sequence());
    }

    @Override
    public boolean awaitSearchable(SequenceNumber sequence, Duration patience) throws InterruptedException {
        return gate.await(sequence.value(), patience);
    }

    /** Commits and closes. Waits for the index's thread, half a minute at the most. */
    @Override
    public void close() {
        gate.close();
        indexer.wake();
        try {
            if (!thread.join(CLOSE_PATIENCE)) {
                IndexFolder.LOG.error("the index's thread does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        files.closeSearchers();
    }
}
