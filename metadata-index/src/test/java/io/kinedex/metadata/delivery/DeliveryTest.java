package io.kinedex.metadata.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinedex.metadata.profile.Envelope;
import io.kinedex.metadata.profile.Profile;
import io.kinedex.metadata.profile.RecordForm;
import io.kinedex.metadata.profile.StreamArns;
import io.kinedex.metadata.record.RecordJson;
import io.kinedex.metadata.sink.SinkOptions;
import io.kinedex.metadata.sink.SinkRunner;
import io.kinedex.metadata.sink.SinkStatus;
import io.kinedex.metadata.stream.Fragments;
import io.kinedex.metadata.stream.RocksMetadataStream;
import io.kinedex.metadata.stream.StartPosition;
import io.kinedex.metadata.stream.StreamOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every record is in exactly one object, whatever happened in between. */
class DeliveryTest {
    private static final RecordForm BARE =
            new RecordForm(Profile.KINEDEX, Envelope.NONE, StreamArns.of("us-east-1", "000000000000"));
    private static final int SMALL = 4000;

    @TempDir
    private Path folder;

    private RocksMetadataStream stream;
    private FolderBucket bucket;

    @BeforeEach
    void open() throws IOException {
        stream = RocksMetadataStream.open(folder.resolve("stream"), StreamOptions.defaults());
        bucket = new FolderBucket(Files.createDirectories(folder.resolve("bucket")));
    }

    @AfterEach
    void close() {
        stream.close();
    }

    @Test
    void putsEveryRecordOnceByStreamAndHour() throws Exception {
        append(100, "gate-1", "gate-2");

        try (SinkRunner runner = deliver(DeliveryFormat.JSON_LINES_GZIP, SMALL, Duration.ofMillis(200))) {
            await(runner, this::isDone);
        }

        assertThat(delivered()).containsExactlyInAnyOrderElementsOf(published(100, "gate-1", "gate-2"));
        String hour = DateTimeFormatter.ofPattern("'year='yyyy/'month='MM/'day='dd/'hour='HH")
                .withZone(ZoneOffset.UTC)
                .format(stream.streams().getFirst().arrival());
        assertThat(bucket.objects().getFirst().toString())
                .startsWith("kinedex/stream=gate-1/" + hour + "/0000000000000000001-")
                .endsWith("-%s.jsonl.gz".formatted(stream.identity().substring(0, 8)));
    }

    @Test
    void putsWhatHasWaitedLongEnough() throws Exception {
        append(3, "gate");

        try (SinkRunner runner = deliver(DeliveryFormat.JSON_LINES, 1 << 20, Duration.ofMillis(100))) {
            await(runner, this::isDone);
        }

        assertThat(bucket.objects()).hasSize(1);
        assertThat(delivered()).isEqualTo(published(3, "gate"));
    }

    @Test
    void keepsWhatABucketRefusesAndPutsItLater() throws Exception {
        append(60, "gate-1", "gate-2");
        bucket.refuseAfter(3);

        try (SinkRunner runner = deliver(DeliveryFormat.JSON_LINES, SMALL, Duration.ofMillis(100))) {
            await(runner, status -> status.failures() > 2);
            assertThat(runner.status().failure())
                    .hasValueSatisfying(text -> assertThat(text).contains("refused"));
            bucket.refuseAfter(Integer.MAX_VALUE);
            await(runner, this::isDone);
        }

        assertThat(delivered()).containsExactlyInAnyOrderElementsOf(published(60, "gate-1", "gate-2"));
    }

    @Test
    void finishesTheBatchOfAnEarlierProcessAsItWas() throws Exception {
        append(60, "gate-1", "gate-2");
        bucket.refuseAfter(1);
        try (SinkRunner runner = deliver(DeliveryFormat.JSON_LINES, SMALL, Duration.ofMillis(100))) {
            await(runner, status -> status.failures() > 0);
        }
        bucket.refuseAfter(Integer.MAX_VALUE);
        append(70, "gate-1", "gate-2");

        try (SinkRunner runner = deliver(DeliveryFormat.JSON_LINES_GZIP, 2 * SMALL, Duration.ofMillis(100))) {
            await(runner, this::isDone);
        }

        assertThat(delivered()).containsExactlyInAnyOrderElementsOf(published(70, "gate-1", "gate-2"));
    }

    @Test
    void putsNothingTwiceWhereTheCursorIsBehindTheJournal() throws Exception {
        append(20, "gate");
        try (SinkRunner runner = deliver(DeliveryFormat.JSON_LINES, SMALL, Duration.ofMillis(100))) {
            await(runner, this::isDone);
        }
        Files.delete(folder.resolve("sinks/lake.cursor"));
        append(30, "gate");

        try (SinkRunner runner = deliver(DeliveryFormat.JSON_LINES, SMALL, Duration.ofMillis(100))) {
            await(runner, this::isDone);
        }

        assertThat(delivered()).containsExactlyInAnyOrderElementsOf(published(30, "gate"));
    }

    @Test
    void aNewStreamBeginsAnewBesideTheObjectsOfTheOld() throws Exception {
        append(10, "gate");
        try (SinkRunner runner = deliver(DeliveryFormat.JSON_LINES, SMALL, Duration.ofMillis(100))) {
            await(runner, this::isDone);
        }
        stream.close();
        stream = RocksMetadataStream.open(folder.resolve("another"), StreamOptions.defaults());
        append(10, "gate");

        try (SinkRunner runner = deliver(DeliveryFormat.JSON_LINES, SMALL, Duration.ofMillis(100))) {
            await(runner, this::isDone);
        }

        List<String> twice = new ArrayList<>(published(10, "gate"));
        twice.addAll(published(10, "gate"));
        assertThat(delivered()).containsExactlyInAnyOrderElementsOf(twice);
    }

    @Test
    void goesOnWhereAProfileHasNothingToSay() throws Exception {
        append(10, "gate");

        try (SinkRunner runner = SinkRunner.start(
                sink(),
                stream,
                new S3SinkFactory(
                        options(
                                DeliveryFormat.JSON_LINES,
                                SMALL,
                                Duration.ofMillis(100),
                                new RecordForm(Profile.REKOGNITION, Envelope.NONE, stream -> stream)),
                        stream,
                        bucket))) {
            await(runner, this::isDone);
        }

        assertThat(bucket.objects()).isEmpty();
    }

    private void append(int fragments, String... names) {
        for (int i = 1; i <= fragments; i++) {
            for (String name : names) {
                Fragments.append(stream, name, i);
            }
        }
    }

    private static List<String> published(int fragments, String... names) {
        List<String> all = new ArrayList<>();
        for (int i = 1; i <= fragments; i++) {
            for (String name : names) {
                all.add(new String(RecordJson.write(Fragments.record(name, i)), StandardCharsets.UTF_8));
            }
        }
        return all;
    }

    private SinkRunner deliver(DeliveryFormat format, long bytes, Duration age) {
        return SinkRunner.start(sink(), stream, new S3SinkFactory(options(format, bytes, age, BARE), stream, bucket));
    }

    private SinkOptions sink() {
        return SinkOptions.of("lake", folder.resolve("sinks"), Set.of(), new StartPosition.TrimHorizon())
                .withPauses(Duration.ofMillis(1), Duration.ofMillis(20));
    }

    private DeliveryOptions options(DeliveryFormat format, long bytes, Duration age, RecordForm form) {
        return new DeliveryOptions(
                "lake",
                folder.resolve("sinks"),
                S3Target.of("a-bucket", "kinedex/", "us-east-1"),
                format,
                form,
                bytes,
                age);
    }

    private boolean isDone(SinkStatus status) {
        return status.acknowledged().equals(stream.latest());
    }

    private static void await(SinkRunner runner, Predicate<SinkStatus> condition) throws InterruptedException {
        Instant end = Instant.now().plusSeconds(60);
        while (!condition.test(runner.status())) {
            assertThat(Instant.now()).as(runner.status().toString()).isBefore(end);
            Thread.sleep(10);
        }
    }

    private List<String> delivered() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path object : bucket.objects()) {
            try (InputStream raw = Files.newInputStream(bucket.path(object));
                    InputStream in = object.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
                    BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                lines.addAll(reader.lines().toList());
            }
        }
        return lines;
    }
}
