package io.kinedex.ingest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinedex.ingest.client.FakeNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that speak to a node. */
class NodeCommandsTest {
    @TempDir
    private Path folder;

    private final FakeNode node = new FakeNode();

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void searchPrintsAlignedColumns() {
        node.addHit("gate-2", "car", "2026-11-22T10:00:00Z", "2026-11-22T10:00:12.500Z", 0.875);
        node.addHit("g", "traffic light", "2026-11-22T09:00:00Z", "2026-11-22T09:02:05Z", 0.5);

        CommandLineRun run = run("search", "car");

        assertThat(run.out().lines())
                .containsExactly(
                        "TIME                  DURATION  STREAM  WHAT           CONFIDENCE  ID",
                        "2026-11-22T10:00:00Z    12.5 s  gate-2  car                  0.88  sighting-0",
                        "2026-11-22T09:00:00Z  2:05 min  g       traffic light        0.50  sighting-1");
        assertThat(run.err().strip()).isEqualTo("2 sightings.");
        assertThat(run.status()).isZero();
    }

    @Test
    void searchPrintsJsonLinesOverSeveralPages() {
        for (int i = 0; i < 5; i++) {
            node.addHit("gate-2", "car", "2026-11-22T10:00:00Z", "2026-11-22T10:00:12Z", 0.9);
        }

        CommandLineRun run = run("search", "--json", "--limit", "4", "--order", "confidence", "car");

        assertThat(run.out().lines()).hasSize(4).allMatch(line -> line.contains("\"id\":\"sighting-"));
        assertThat(run.err()).isEmpty();
    }

    @Test
    void searchThatFindsNothingSucceeds() {
        CommandLineRun run = run("search", "car");

        assertThat(run.out()).isEmpty();
        assertThat(run.err().strip()).isEqualTo("Nothing found.");
        assertThat(run.status()).isZero();
    }

    @Test
    void searchPointsAtASyntaxError() {
        CommandLineRun run = run("search", "car AND ((");

        assertThat(run.err().lines()).containsExactly("kinedex: expected a term", "  car AND ((", "           ^");
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    void ingestEndsWhenAllIsSearchable() throws IOException {
        Path file = Files.write(folder.resolve("street.mp4"), new byte[1000]);

        CommandLineRun run = run("ingest", "--stream", "gate-2", "--json", file.toString());

        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("\"state\":\"searchable\"").contains("\"frames\":4");
        assertThat(run.err()).contains("street.mp4: 2 fragments, 4 frames, 1 sighting");
    }

    @Test
    void ingestFailsWhereAFileCannotBeUsed() throws IOException {
        Path broken = Files.write(folder.resolve("broken.mp4"), new byte[10]);
        Path good = Files.write(folder.resolve("good.mp4"), new byte[10]);

        CommandLineRun run = run("ingest", "--stream", "gate-2", broken.toString(), good.toString());

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err())
                .contains("broken.mp4: broken.mp4 is no video that can be read")
                .contains("good.mp4: 2");
    }

    @Test
    void ingestTurnsFacesOnForAPurpose() throws IOException {
        Path file = Files.write(folder.resolve("lobby.mp4"), new byte[10]);

        run("ingest", "--stream", "lobby", "--faces-purpose", "count visitors", file.toString());

        assertThat(node.stream("lobby").at("/engines/faces/purpose").asText()).isEqualTo("count visitors");
        assertThat(node.stream("lobby").at("/engines/objects/model").asText()).isEqualTo("efficientdet-lite0");
    }

    @Test
    void tailPrintsRecordsAsJsonLines() {
        node.addRecord("gate-2");
        node.addRecord("gate-2");

        CommandLineRun run = run("tail", "--from", "trim-horizon", "--limit", "2");

        assertThat(run.out().lines())
                .containsExactly(
                        "{\"sequence\":1,\"shard\":0,\"record\":{\"stream\":\"gate-2\"}}",
                        "{\"sequence\":2,\"shard\":0,\"record\":{\"stream\":\"gate-2\"}}");
    }

    @Test
    void streamsAreListedShownChangedAndDeleted() {
        assertThat(run("streams").err()).contains("No streams yet");
        assertThat(run("streams", "set", "gate-2", "--sampling", "1s", "--faces-purpose", "test")
                        .out())
                .contains("sampling  1s")
                .contains("for: test");
        assertThat(run("streams", "set", "gate-2", "--faces", "off", "--lag", "skip-to-live")
                        .out())
                .contains("skip-to-live")
                .doesNotContain("for: test");
        assertThat(run("streams").out().lines().skip(1))
                .containsExactly("gate-2  1s        objects          3  2.0 KiB        0  1.50 s  -       -      -");
        assertThat(run("streams", "set", "gate-2", "--kinesis-video", "gate", "--region", "eu-west-1", "--start", "now")
                        .out())
                .contains("kinesis-video gate in eu-west-1, from now");
        assertThat(run("streams", "set", "gate-2", "--start", "earliest").out())
                .contains("in eu-west-1, from earliest");
        assertThat(run("streams", "set", "gate-2", "--kinesis-video", "off").out())
                .doesNotContain("kinesis-video");
        assertThat(run("streams", "set", "gate-2", "--start", "earliest").err()).contains("has no source");
        assertThat(run("streams", "--json", "gate-2").out()).startsWith("{\"name\":\"gate-2\"");
        assertThat(run("streams", "delete", "gate-2").status()).isZero();
        assertThat(run("streams", "gate-2").err().strip()).isEqualTo("kinedex: there is no stream 'gate-2'");
    }

    @Test
    void aNodeThatIsNotThereIsOneLine() {
        node.stop();

        CommandLineRun run = run("search", "car");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .startsWith("kinedex: no node answers at " + node.address());
        node.start();
    }

    private CommandLineRun run(String... args) {
        return CommandLineRun.of(Stream.concat(
                        Stream.of(args), Stream.of("--node", node.address().toString()))
                .toArray(String[]::new));
    }
}
