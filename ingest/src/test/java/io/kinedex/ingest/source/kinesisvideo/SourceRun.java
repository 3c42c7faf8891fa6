package io.kinedex.ingest.source.kinesisvideo;

import io.kinedex.frames.FragmentLimits;
import io.kinedex.frames.FragmentNumber;
import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.ingest.archive.FragmentArchive.ArchiveOptions;
import io.kinedex.ingest.stream.LagPolicy;
import io.kinedex.ingest.stream.SourceConfig;
import io.kinedex.ingest.stream.SourceStatus;
import io.kinedex.ingest.stream.StreamConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** Sources over a real archive, impatient so that tests are quick. */
final class SourceRun implements AutoCloseable {
    static final String NAME = "cam";
    static final String ACCESS_KEY = "AKIAKINEDEXCONSUMER0";
    static final String SECRET_KEY = "kinedex/consumer/not/a/secret/01234567890";
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    static {
        System.setProperty("aws.accessKeyId", ACCESS_KEY);
        System.setProperty("aws.secretAccessKey", SECRET_KEY);
    }

    private final FragmentArchive archive;
    private final KinesisVideoSources sources;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicLong told = new AtomicLong();

    SourceRun(Path folder, ConsumerOptions options) {
        ArchiveOptions archiveOptions = new ArchiveOptions(64 << 20, 0, 50 << 20, Duration.ofDays(7), Long.MAX_VALUE);
        archive = FragmentArchive.open(folder, archiveOptions, Clock.systemUTC());
        told.set(archive.lastOrdinal(NAME));
        sources = new KinesisVideoSources(
                options, archive, stream -> told.set(archive.lastOrdinal(stream)), Clock.systemUTC());
        sources.measure(meters);
    }

    static ConsumerOptions options() {
        return new ConsumerOptions(
                Duration.ofSeconds(20),
                Duration.ofDays(10_000),
                3,
                Duration.ofMillis(500),
                Duration.ofMillis(100),
                Duration.ofMillis(1),
                FragmentLimits.DEFAULTS);
    }

    static ConsumerOptions catchingUpBehind(Duration behind) {
        ConsumerOptions plain = options();
        return new ConsumerOptions(
                plain.idleMax(), behind, 3, plain.gapTolerance(), plain.retryMax(), plain.callGap(), plain.limits());
    }

    static ConsumerOptions idleAfter(Duration idle) {
        ConsumerOptions plain = options();
        return new ConsumerOptions(
                idle,
                plain.catchUpBehind(),
                3,
                plain.gapTolerance(),
                plain.retryMax(),
                plain.callGap(),
                plain.limits());
    }

    SourceRun follow(String endpoint, String start) {
        SourceConfig source = new SourceConfig.KinesisVideo(FakeVideoService.STREAM, "us-east-1", endpoint, "", start);
        sources.apply(config(Optional.of(source)));
        return this;
    }

    SourceRun leave() {
        sources.apply(config(Optional.empty()));
        return this;
    }

    private static StreamConfig config(Optional<SourceConfig> source) {
        return new StreamConfig(NAME, "500ms", Map.of(), LagPolicy.CATCH_UP, Duration.ofSeconds(30), source);
    }

    FragmentArchive archive() {
        return archive;
    }

    SourceStatus status() {
        return sources.status(NAME).orElseThrow();
    }

    /** A counter's value, over all of its tags. */
    double counted(String name) {
        return meters.find(name).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    double counted(String name, String tag, String value) {
        return meters.find(name).tag(tag, value).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    List<FragmentNumber> archived() {
        List<FragmentNumber> numbers = new ArrayList<>();
        FragmentNumber last = new FragmentNumber(BigInteger.ZERO);
        Optional<ArchivedFragment> row = archive.after(NAME, last);
        while (row.isPresent()) {
            numbers.add(row.get().number());
            row = archive.after(NAME, row.get().number());
        }
        return numbers;
    }

    /** Waits until so many are in the archive and the source has counted the last of them. */
    void awaitArchived(int count) {
        await(() -> told.get() >= count, "fragments " + count);
    }

    void await(BooleanSupplier condition, String what) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("%s did not come: %s, %d archived"
                        .formatted(what, sources.status(NAME), archive.lastOrdinal(NAME)));
            }
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        sources.close();
        archive.close();
    }
}
