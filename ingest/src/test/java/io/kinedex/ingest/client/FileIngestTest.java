package io.kinedex.ingest.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinedex.ingest.upload.Upload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileIngestTest {
    @TempDir
    private Path folder;

    private final FakeNode node = new FakeNode();
    private final NodeClient client = new NodeClient(node.address());
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() {
        client.close();
        node.close();
    }

    @Test
    void sendsAFileAndWaitsUntilItIsSearchable() throws Exception {
        Path file = file("street.mp4", 100_000);

        List<FileIngest.Outcome> outcomes = ingest(Optional.of(Instant.parse("2026-11-22T10:00:00Z")), file);

        assertThat(outcomes).singleElement().satisfies(outcome -> {
            assertThat(outcome.searchable()).isTrue();
            assertThat(outcome.upload().orElseThrow().state()).isEqualTo(Upload.State.SEARCHABLE);
        });
        assertThat(node.bytes("u1")).isEqualTo(Files.readAllBytes(file));
        assertThat(node.upload("u1").path("start").asText()).isEqualTo("2026-11-22T10:00:00Z");
    }

    @Test
    void goesOnWhereTheNodeIsAfterACut() throws Exception {
        Path file = file("street.mp4", 300_000);
        node.cutAfterBytes(123_456);

        List<FileIngest.Outcome> outcomes = ingest(Optional.empty(), file);

        assertThat(outcomes.getFirst().searchable()).isTrue();
        assertThat(node.bytes("u1")).isEqualTo(Files.readAllBytes(file));
        assertThat(told).anyMatch(line -> line.startsWith("interrupted"));
        assertThat(node.requests())
                .filteredOn(request -> request.startsWith("PATCH"))
                .hasSize(2);
    }

    @Test
    void survivesARestartOfTheNode() throws Exception {
        node.stop();
        Thread back = Thread.ofVirtual().start(() -> {
            while (told.isEmpty()) {
                Thread.onSpinWait();
            }
            node.start();
        });

        List<FileIngest.Outcome> outcomes = ingest(Optional.empty(), file("street.mp4", 1000));

        back.join();
        assertThat(outcomes.getFirst().searchable()).isTrue();
    }

    @Test
    void givesUpWhereTheNodeStaysAway() {
        node.stop();

        assertThatThrownBy(() -> new FileIngest(client, Duration.ZERO, new Told())
                        .ingest("gate", List.of(file("street.mp4", 10)), Optional.empty()))
                .isInstanceOf(NodeUnreachable.class)
                .hasMessageContaining(node.address().toString());
        node.start();
    }

    @Test
    void beginsEachFileAtTheEndOfTheOneBefore() throws Exception {
        ingest(Optional.of(Instant.EPOCH), file("one.mp4", 10), file("two.mp4", 10), file("three.mp4", 10));

        assertThat(node.upload("u1").has("after")).isFalse();
        assertThat(node.upload("u2").path("after").asText()).isEqualTo("u1");
        assertThat(node.upload("u3").path("after").asText()).isEqualTo("u2");
    }

    @Test
    void doesNotLetABadFileKeepTheOthers() throws Exception {
        List<FileIngest.Outcome> outcomes =
                ingest(Optional.empty(), file("broken.mp4", 10), folder.resolve("missing.mp4"), file("good.mp4", 10));

        assertThat(outcomes).extracting(FileIngest.Outcome::searchable).containsExactly(false, false, true);
        assertThat(outcomes.get(0).error()).isEqualTo("broken.mp4 is no video that can be read");
        assertThat(outcomes.get(1).error()).startsWith("there is no file").contains("missing.mp4");
        assertThat(node.upload("u2").path("after").asText()).isEqualTo("u1");
    }

    @Test
    void sendsAnEmptyFileSoThatTheNodeSaysWhatIsWrong() throws Exception {
        List<FileIngest.Outcome> outcomes = ingest(Optional.empty(), file("broken-empty.mp4", 0));

        assertThat(outcomes.getFirst().searchable()).isFalse();
    }

    private List<FileIngest.Outcome> ingest(Optional<Instant> start, Path... files) throws InterruptedException {
        return new FileIngest(client, Duration.ofSeconds(30), new Told()).ingest("gate", List.of(files), start);
    }

    private Path file(String name, int length) throws IOException {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return Files.write(folder.resolve(name), bytes);
    }

    private final class Told implements IngestListener {
        @Override
        public void sending(Path file, long sent, long length) {
            assertThat(sent).isBetween(0L, length);
        }

        @Override
        public void analysing(Path file, Upload upload) {}

        @Override
        public void interrupted(Path file, String reason, Duration pause) {
            told.add("interrupted " + file);
        }

        @Override
        public void ended(FileIngest.Outcome outcome) {
            told.add("ended " + outcome.file());
        }
    }
}
