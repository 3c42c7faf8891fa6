package io.kinedex.metadata.stream;

import io.kinedex.metadata.record.FragmentRef;
import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.record.RandomRecords;
import io.kinedex.metadata.record.RecordJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * Records per second that the stream takes in and gives out, beside a plain RocksDB database that is given the same JSON
 * in synced batches of the same size: what the disk and RocksDB allow. docs/benchmarks.md tells how to run it.
 */
@SuppressWarnings("NullAway.Init") // JMH calls open() first
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
public class StreamBenchmark {
    private static final int RECORDS = 100;
    private static final int FOLLOWED = 10_000;

    /** How many appends a batch of {@value #RECORDS} records comes in. */
    @Param({"1", "100"})
    public int appends;

    private Path folder;
    private RocksMetadataStream stream;
    private RocksMetadataStream full;
    private RocksDB plain;
    private Options plainOptions;
    private WriteOptions synced;
    private List<MetadataRecord> templates;
    private long next;

    public static void main(String[] args) throws Exception {
        new Runner(new OptionsBuilder()
                        .include(StreamBenchmark.class.getSimpleName())
                        .build())
                .run();
    }

    @Setup
    public void open() throws IOException, RocksDBException {
        folder = Files.createTempDirectory("stream-benchmark");
        stream = RocksMetadataStream.open(folder.resolve("stream"), StreamOptions.defaults());
        full = RocksMetadataStream.open(folder.resolve("full"), StreamOptions.defaults());
        plainOptions = new Options().setCreateIfMissing(true);
        plain = RocksDB.open(plainOptions, folder.resolve("plain").toString());
        synced = new WriteOptions().setSync(true);
        templates = records();
        for (int i = 0; i < FOLLOWED / RECORDS; i++) {
            full.append(numbered(RECORDS), new Checkpoint("gate", Long.toString(next), "{}"));
        }
    }

    @TearDown
    public void close() throws IOException {
        stream.close();
        full.close();
        plain.close();
        synced.close();
        plainOptions.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** A hundred records, in one append or by a hundred virtual threads that each append one. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public void append() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < appends; i++) {
            String name = "gate-" + i;
            List<MetadataRecord> records = numbered(RECORDS / appends);
            Checkpoint checkpoint = new Checkpoint(name, Long.toString(next), "{}");
            threads.add(Thread.ofVirtual().start(() -> stream.append(records, checkpoint)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** The same JSON in one synced batch and one column family, keyed by a counter. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public void appendToPlainRocksDb() throws RocksDBException {
        try (WriteBatch batch = new WriteBatch()) {
            for (MetadataRecord record : numbered(RECORDS)) {
                batch.put(ByteBuffer.allocate(8).putLong(next++).array(), RecordJson.write(record));
            }
            plain.write(synced, batch);
        }
    }

    /** Reads and parses what is there, from the trim horizon. */
    @Benchmark
    @OperationsPerInvocation(FOLLOWED)
    public long follow() throws InterruptedException {
        long read = 0;
        try (Follower follower = full.follow(new StartPosition.TrimHorizon(), Set.of())) {
            while (read < FOLLOWED) {
                read += follower.poll(1000, Duration.ofSeconds(1)).size();
            }
        }
        return read;
    }

    private List<MetadataRecord> records() {
        RandomRecords random = new RandomRecords(new Random(1));
        return Stream.generate(random::next).limit(RECORDS).toList();
    }

    private List<MetadataRecord> numbered(int count) {
        List<MetadataRecord> numbered = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            MetadataRecord record = templates.get(i);
            numbered.add(new MetadataRecord(
                    record.tenant(),
                    record.stream(),
                    new FragmentRef(
                            Long.toString(++next),
                            record.fragment().start(),
                            record.fragment().end()),
                    record.engine(),
                    record.outcome(),
                    record.frames(),
                    record.sightings()));
        }
        return numbered;
    }
}
