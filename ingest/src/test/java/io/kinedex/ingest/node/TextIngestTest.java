package io.kinedex.ingest.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinedex.ingest.TextVideo;
import io.kinedex.ingest.config.ConfigFile;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Text in a video, from the file to the search. */
class TextIngestTest {
    @TempDir
    private static Path folder;

    private static KinedexNode node;
    private static NodeCalls calls;

    @BeforeAll
    static void ingest() throws Exception {
        Path config = Files.writeString(folder.resolve("node.yaml"), """
                stream-defaults:
                  engines: {text: {model: ppocr-english}}
                streams:
                  both: {engines: {objects: {model: efficientdet-lite0}, text: {model: ppocr-english}}}
                """);
        Path video = TextVideo.write(
                folder.resolve("signs.mp4"),
                List.of(
                        new TextVideo.Shot(4, List.of("EXIT 42 North Station", "Departures on time")),
                        new TextVideo.Shot(4, List.of("EXIT 42 North Station", "Speed limit 30"))));
        node = KinedexNode.start(ConfigFile.read(config).at(folder.resolve("data"), "127.0.0.1", 0));
        calls = new NodeCalls(node.address());
        for (String stream : List.of("signs", "both")) {
            JsonNode upload = calls.awaitEnd(calls.put(stream, "signs.mp4", video, "?start=2026-01-01T00:00:00Z"));
            assertThat(upload.get("state").asText()).as(upload.toString()).isEqualTo("searchable");
        }
    }

    @AfterAll
    static void end() {
        calls.close();
        node.close();
    }

    @Test
    void aLineThatStaysIsOneSightingWithItsInterval() throws Exception {
        List<JsonNode> exits = found("stream:signs text:exit");

        assertThat(exits).hasSize(1);
        assertThat(exits.getFirst().at("/text").asText()).isEqualTo("EXIT 42 North Station");
        assertThat(exits.getFirst().get("start").asText()).startsWith("2026-01-01T00:00:00");
        assertThat(exits.getFirst().get("end").asText()).startsWith("2026-01-01T00:00:08");
    }

    @Test
    void aLineThatGoesMakesRoomForTheNext() throws Exception {
        assertThat(found("stream:signs text:departures").getFirst().get("end").asText())
                .startsWith("2026-01-01T00:00:04");
        assertThat(found("stream:signs text:\"speed limit\"")
                        .getFirst()
                        .get("start")
                        .asText())
                .startsWith("2026-01-01T00:00:04");
        assertThat(found("stream:signs kind:text")).hasSize(3);
    }

    @Test
    void isFoundInSpiteOfAMisreadLetterOrByABareWord() throws Exception {
        assertThat(found("stream:signs text:exlt~1")).hasSize(1);
        assertThat(found("stream:signs text:exlt")).isEmpty();
        assertThat(found("stream:signs departures")).hasSize(1);
    }

    @Test
    void isReadBesideOtherEngines() throws Exception {
        assertThat(found("stream:both text:exit")).hasSize(1);
        assertThat(calls.records("both"))
                .extracting(record -> record.at("/engine/name").asText())
                .contains("objects", "text");
    }

    private static List<JsonNode> found(String query) throws InterruptedException {
        List<JsonNode> sightings = new ArrayList<>();
        JsonNode page = calls.json("/v1/search?q=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
        assertThat(page.has("hits")).as(page.toString()).isTrue();
        page.get("hits").forEach(hit -> sightings.add(hit.has("sighting") ? hit.get("sighting") : hit));
        return sightings;
    }
}
