package io.kinedex.metadata.index;

import io.kinedex.metadata.record.PeopleChange;
import io.kinedex.metadata.record.Rerun;
import io.kinedex.metadata.stream.PublishedRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DocValuesSkipper;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.LogByteSizeMergePolicy;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.QueryCache;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;
import org.jspecify.annotations.Nullable;

/**
 * The index in its folder: one writer and the readers over it. Writing is for one thread; searchers are for all.
 *
 * <p>Every commit carries the sequence number of the last record in it and the identity of the
 * stream that gave it.
 */
final class IndexFiles {
    private static final String SCHEMA_KEY = "kinedex.schema";
    private static final String SEQUENCE_KEY = "kinedex.sequence";
    private static final String STREAM_KEY = "kinedex.stream";
    private static final String HIDDEN_KEY = "kinedex.hidden";
    private static final String FACE = "face";
    private static final int MERGE_FACTOR = 8;
    private static final double MEBIBYTE = 1L << 20;

    /**
     * How far which stream has been read.
     *
     * @param stream the stream's identity; empty where none has been read
     */
    record Position(long sequence, String stream) {
        static final Position NONE = new Position(0, "");
    }

    private final Directory directory;
    private final IndexWriter writer;
    private final SearcherManager searchers;
    private final BestMoments bestMoments;
    private final HiddenReruns hidden;
    private Position position;

    private IndexFiles(
            Directory directory,
            IndexWriter writer,
            SearcherManager searchers,
            Position position,
            HiddenReruns hidden) {
        this.directory = directory;
        this.writer = writer;
        this.searchers = searchers;
        this.position = position;
        this.hidden = hidden;
        this.bestMoments = new BestMoments(this::lookUp);
    }

    /** @throws IOException also where the files are damaged, see {@link IndexFolder} */
    static IndexFiles open(Path folder, IndexOptions options, QueryCache filters) throws IOException {
        Directory directory = new MMapDirectory(folder);
        IndexWriter writer = null;
        SearcherManager searchers = null;
        try {
            writer = new IndexWriter(directory, config(options));
            Position position = position(writer);
            HiddenReruns hidden = HiddenReruns.of(commitData(writer).getOrDefault(HIDDEN_KEY, ""));
            searchers = new SearcherManager(writer, SightingSearcher.factory(hidden, filters));
            verify(searchers, options.verifyBytesMax());
            return new IndexFiles(directory, writer, searchers, position, hidden);
        } catch (IOException | RuntimeException e) {
            closeAll(searchers, writer, directory, e);
            throw e;
        }
    }

    private static IndexWriterConfig config(IndexOptions options) {
        LogByteSizeMergePolicy merges = new LogByteSizeMergePolicy(); // merges neighbours in time only
        merges.setMergeFactor(MERGE_FACTOR);
        merges.setMaxMergeMB(1024);
        ConcurrentMergeScheduler scheduler = new ConcurrentMergeScheduler();
        scheduler.setMaxMergesAndThreads(4, 1);
        return new IndexWriterConfig()
                .setRAMBufferSizeMB(options.ramBufferBytes() / MEBIBYTE)
                .setCodec(VectorFields.codec())
                .setIndexSort(SightingDocument.NEWEST)
                .setMergePolicy(merges)
                .setMergeScheduler(scheduler)
                .setMaxFullFlushMergeWaitMillis(0)
                .setLeafSorter(Comparator.comparingLong(IndexFiles::newestStart).reversed())
                .setCommitOnClose(false);
    }

    /** Segments that begin with the newest sightings are searched first. */
    private static long newestStart(LeafReader reader) {
        try {
            DocValuesSkipper starts = reader.getDocValuesSkipper(SightingDocument.START);
            return starts == null ? Long.MIN_VALUE : starts.maxValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> commitData(IndexWriter writer) {
        Map<String, String> data = new HashMap<>();
        if (writer.getLiveCommitData() != null) {
            writer.getLiveCommitData().forEach(entry -> data.put(entry.getKey(), entry.getValue()));
        }
        return data;
    }

    private static Position position(IndexWriter writer) throws IOException {
        Map<String, String> data = commitData(writer);
        if (data.isEmpty() && writer.getDocStats().maxDoc == 0) {
            return Position.NONE;
        }
        String schema = data.getOrDefault(SCHEMA_KEY, "none");
        if (!schema.equals(SightingDocument.SCHEMA)) {
            throw new CorruptIndexException(
                    "schema is %s, not %s".formatted(schema, SightingDocument.SCHEMA), "commit");
        }
        return new Position(Long.parseLong(data.getOrDefault(SEQUENCE_KEY, "none")), data.getOrDefault(STREAM_KEY, ""));
    }

    private static void verify(SearcherManager searchers, long bytesMax) throws IOException {
        IndexSearcher searcher = searchers.acquire();
        try {
            long left = bytesMax;
            for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
                left -= 200L * leaf.reader().maxDoc(); // roughly what a sighting takes
                if (left >= 0) {
                    leaf.reader().checkIntegrity();
                }
            }
        } finally {
            searchers.release(searcher);
        }
    }

    Position position() {
        return position;
    }

    SearcherManager searchers() {
        return searchers;
    }

    void apply(PublishedRecord published, SightingOwners owners) throws IOException {
        String tenant = published.record().tenant();
        if (published.record().people().isPresent()) {
            change(tenant, published, owners);
        }
        Optional<Rerun> rerun = published.record().rerun();
        if (rerun.isPresent()) {
            hidden.apply(published.record(), rerun.get(), writer);
        }
        String key = rerun.map(its -> HiddenReruns.key(published.record(), its)).orElse("");
        for (Hit hit : bestMoments.hits(published.record())) {
            put(tenant, hit, owners, key);
        }
    }

    private void put(String tenant, Hit hit, SightingOwners owners, String rerun) throws IOException {
        String id = hit.sighting().id();
        boolean face = hit.sighting().kind().equals(FACE);
        if (face && owners.isForgotten(id)) {
            writer.deleteDocuments(SightingDocument.idTerm(id));
        } else {
            writer.updateDocument(
                    SightingDocument.idTerm(id),
                    SightingDocument.of(tenant, hit, face ? owners.owner(id) : Optional.empty(), rerun));
        }
    }

    /** What is forgotten leaves the files too, and not only the searches. */
    private void change(String tenant, PublishedRecord published, SightingOwners owners) throws IOException {
        PeopleChange change = published.record().people().orElseThrow();
        switch (change.kind()) {
            case SPLIT, REJECT -> {
                for (String id : change.subjects()) {
                    Optional<Hit> hit = lookUp(id);
                    if (hit.isPresent()) {
                        put(tenant, hit.get(), owners, looking(searcher -> SightingLookup.rerun(searcher, id)));
                    }
                }
            }
            case FORGET -> {
                for (String id : owners.forgottenBy(published.sequence())) {
                    writer.deleteDocuments(SightingDocument.idTerm(id));
                }
                writer.forceMergeDeletes();
                commit();
            }
            case ENROL, MERGE -> {}
        }
    }

    /** What the next commit will say. */
    void moveTo(Position reached) {
        position = reached;
    }

    void refresh() throws IOException {
        searchers.maybeRefreshBlocking();
    }

    /** Makes everything applied so far, and how far that is, survive the loss of the process. */
    void commit() throws IOException {
        writer.setLiveCommitData(Map.of(
                        SCHEMA_KEY, SightingDocument.SCHEMA,
                        SEQUENCE_KEY, Long.toString(position.sequence()),
                        STREAM_KEY, position.stream(),
                        HIDDEN_KEY, hidden.text())
                .entrySet());
        writer.commit();
    }

    void deleteEndedBefore(long millis) throws IOException {
        writer.deleteDocuments(
                NumericDocValuesField.newSlowRangeQuery(SightingDocument.END, Long.MIN_VALUE, millis - 1));
    }

    /** The sighting as the index has it; makes what was applied visible first. */
    private Optional<Hit> lookUp(String id) throws IOException {
        refresh();
        return looking(searcher -> SightingLookup.find(searcher, id));
    }

    private interface Look<T> {
        T in(IndexSearcher searcher) throws IOException;
    }

    private <T> T looking(Look<T> look) throws IOException {
        IndexSearcher searcher = searchers.acquire();
        try {
            return look.in(searcher);
        } finally {
            searchers.release(searcher);
        }
    }

    /** Gives up what was not committed, frees the folder for another writer; open searchers go on. */
    void abandonWriter() {
        try {
            writer.rollback();
            directory.close();
        } catch (IOException | RuntimeException e) {
            IndexFolder.LOG.warn("closing the index's writer: {}", e.toString());
        }
    }

    void closeSearchers() {
        try {
            searchers.close();
        } catch (IOException | RuntimeException e) {
            IndexFolder.LOG.warn("closing the index's searchers: {}", e.toString());
        }
    }

    private static void closeAll(
            @Nullable SearcherManager searchers, @Nullable IndexWriter writer, Directory directory, Exception cause) {
        try {
            if (searchers != null) {
                searchers.close();
            }
            if (writer != null) {
                writer.rollback();
            }
            directory.close();
        } catch (IOException | RuntimeException e) {
            cause.addSuppressed(e);
        }
    }
}
