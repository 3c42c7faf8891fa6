package io.kinedex.metadata.index;

import static io.kinedex.metadata.index.LuceneIndexTest.ids;
import static io.kinedex.metadata.index.LuceneIndexTest.search;
import static io.kinedex.metadata.index.Worlds.record;
import static io.kinedex.metadata.index.Worlds.sighting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinedex.metadata.MetadataException;
import io.kinedex.metadata.stream.SequenceNumber;
import io.kinedex.metadata.stream.StartPosition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LuceneIndexRecoveryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final IndexOptions OPTIONS = IndexOptions.defaults();

    @TempDir
    Path temp;

    private MemoryStream stream = new MemoryStream();

    @Test
    void goesOnWhereItsLastCommitWas() throws Exception {
        publish(0, 10);
        fill();
        publish(10, 15);
        long before = stream.delivered();

        try (LuceneIndex index = open()) {
            assertThat(index.searchable().value()).isGreaterThanOrEqualTo(10);
            awaitAll(index);

            assertThat(search(index, "car").total()).isEqualTo(15);
        }
        assertThat(stream.delivered() - before).isEqualTo(5);
        assertThat(stream.followed().getLast()).isEqualTo(new StartPosition.AfterSequence(new SequenceNumber(10)));
    }

    @Test
    void isMadeAgainWhenItsFolderIsGone() throws Exception {
        publish(0, 10);
        fill();
        delete(folder());

        assertHasAll(10);
    }

    /** The files as they are at any moment are what the loss of the process leaves behind. */
    @Test
    void hasEverythingOnceAfterTheLossOfTheProcess() throws Exception {
        IndexOptions rarely = OPTIONS.withCommits(Duration.ofHours(1), 7);
        Random random = new Random(5);
        try (LuceneIndex index = LuceneIndex.open(folder(), stream, rarely)) {
            for (int i = 0; i < 10; i++) {
                publish(i * 3, i * 3 + 3);
                if (random.nextBoolean()) {
                    awaitAll(index);
                }
                copy(folder(), temp.resolve("crash-" + i));
            }
            awaitAll(index);
        }
        for (int i = 0; i < 10; i++) {
            try (LuceneIndex index = LuceneIndex.open(temp.resolve("crash-" + i), stream, OPTIONS)) {
                awaitAll(index);
                assertThat(search(index, "car").total()).as("copy %d", i).isEqualTo(30);
            }
        }
    }

    @Test
    void isMadeAgainWhateverIsDamaged() throws Exception {
        publish(0, 50);
        fill();
        List<Path> files = files(folder());
        Random random = new Random(9);
        for (Path file : files) {
            String name = file.getFileName().toString();
            if (name.equals("write.lock")) {
                continue;
            }
            for (int kind = 0; kind < 3; kind++) {
                Path damaged = temp.resolve(name + "-" + kind);
                copy(folder(), damaged);
                damage(damaged.resolve(name), kind, random);
                try (LuceneIndex index = LuceneIndex.open(damaged, stream, OPTIONS)) {
                    awaitAll(index);
                    assertThat(search(index, "car").total())
                            .as("%s, damage %d", name, kind)
                            .isEqualTo(50);
                }
            }
        }
    }

    private static void damage(Path file, int kind, Random random) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        switch (kind) {
            case 0 -> Files.delete(file);
            case 1 -> Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
            default -> {
                int at = random.nextInt(bytes.length);
                bytes[at] = (byte) ~bytes[at];
                Files.write(file, bytes);
            }
        }
    }

    @Test
    void isMadeAgainFromRubbish() throws Exception {
        Files.createDirectories(folder());
        Files.write(
                folder().resolve("segments_1"),
                "rubbish".repeat(100).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        publish(0, 5);

        assertHasAll(5);
        assertThat(temp.resolve("index.damaged")).isDirectory();
    }

    @Test
    void isMadeAgainWhenItIsOfAnotherStream() throws Exception {
        publish(0, 10);
        fill();
        stream = new MemoryStream("another");
        publish(100, 120);

        assertHasAll(20);
    }

    @Test
    void isMadeAgainWhenItIsAheadOfItsStream() throws Exception {
        publish(0, 10);
        fill();
        stream = new MemoryStream();
        publish(0, 3);

        assertHasAll(3);
    }

    @Test
    void goesOnWithWhatAStreamStillKeeps() throws Exception {
        publish(0, 10);
        fill();
        publish(10, 30);
        stream.trimTo(21);

        try (LuceneIndex index = open()) {
            awaitAll(index);

            assertThat(ids(search(index, "car").hits()))
                    .hasSize(20)
                    .contains("s0", "s20")
                    .doesNotContain("s10");
        }
    }

    @Test
    void isSearchableUpToAStreamsEndOfWhichNothingIsKept() throws Exception {
        publish(0, 10);
        stream.trimTo(11);

        try (LuceneIndex index = open()) {
            assertThat(index.awaitSearchable(stream.latest(), PATIENCE)).isTrue();
            assertThat(search(index, "*").total()).isZero();
        }
    }

    @Test
    void tellsThatAnotherHasTheFolder() {
        try (LuceneIndex first = open()) {
            assertThat(first.searchable().value()).isZero();
            assertThatThrownBy(this::open)
                    .isInstanceOfSatisfying(
                            MetadataException.class, e -> assertThat(e.code()).isEqualTo(MetadataException.Code.IN_USE))
                    .hasMessageContaining(folder().toString());
        }
    }

    @Test
    void tellsThatTheFolderIsAFile() throws Exception {
        Files.writeString(folder(), "not a folder");

        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        MetadataException.class, e -> assertThat(e.code()).isEqualTo(MetadataException.Code.DISK));
        assertThat(folder()).hasContent("not a folder");
    }

    @Test
    void givesUpWaitingWhenTheTimeIsUp() throws Exception {
        try (LuceneIndex index = open()) {
            assertThat(index.awaitSearchable(new SequenceNumber(1), Duration.ofMillis(5)))
                    .isFalse();
        }
    }

    private void publish(int from, int to) {
        for (int i = from; i < to; i++) {
            stream.append(record("g", i, i, i + 1, sighting("s" + i, "car", i, i + 1)));
        }
    }

    private void fill() throws InterruptedException {
        try (LuceneIndex index = open()) {
            awaitAll(index);
        }
    }

    private void assertHasAll(int count) throws InterruptedException {
        try (LuceneIndex index = open()) {
            awaitAll(index);
            assertThat(search(index, "car").total()).isEqualTo(count);
        }
    }

    private void awaitAll(LuceneIndex index) throws InterruptedException {
        assertThat(index.awaitSearchable(stream.latest(), PATIENCE)).isTrue();
    }

    private LuceneIndex open() {
        return LuceneIndex.open(folder(), stream, OPTIONS);
    }

    private Path folder() {
        return temp.resolve("index");
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    /** Like a process that was killed: commits first, then what they name may vanish while we copy. */
    private static void copy(Path from, Path to) throws IOException {
        for (int attempt = 0; ; attempt++) {
            try {
                delete(to);
                Files.createDirectories(to);
                for (Path file : files(from)) {
                    Files.copy(file, to.resolve(file.getFileName()));
                }
                return;
            } catch (java.nio.file.NoSuchFileException e) {
                if (attempt == 100) {
                    throw e;
                }
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            for (Path file : files(folder)) {
                Files.delete(file);
            }
            Files.delete(folder);
        }
    }
}
