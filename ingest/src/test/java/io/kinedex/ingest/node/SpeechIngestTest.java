package io.kinedex.ingest.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinedex.frames.CutOptions;
import io.kinedex.frames.Fragment;
import io.kinedex.frames.FragmentCutter;
import io.kinedex.ingest.LevelModel;
import io.kinedex.ingest.SpokenVideo;
import io.kinedex.ingest.config.ConfigFile;
import io.kinedex.ingest.config.NodeConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the sound of a video to what a search finds, on real speech, models and disks. */
class SpeechIngestTest {
    @TempDir
    private static Path folder;

    private static Path video;

    @BeforeAll
    static void film() throws IOException {
        video = SpokenVideo.write(folder.resolve("speech.mp4"));
    }

    @Test
    void whatWasSaidIsFoundWithItsTimes() throws Exception {
        try (KinedexNode node = KinedexNode.start(config("found", "whisper-base"));
                NodeCalls calls = new NodeCalls(node.address())) {
            JsonNode upload = calls.awaitEnd(calls.put("speech", "speech.mp4", video, "?start=2026-01-01T00:00:00Z"));
            assertThat(upload.get("state").asText()).isEqualTo("searchable");

            assertThat(upload.at("/progress/sightings").asInt())
                    .isEqualTo(sightings(calls, "speech").size()
                            + sightings(calls, "sound").size());
            List<JsonNode> found = search(calls, "said:\"fellow americans\"");
            assertThat(found).hasSize(1);
            List<JsonNode> ask = search(calls, "said:ask AND label:speech");
            assertThat(ask).isNotEmpty();

            List<JsonNode> said = sightings(calls, "speech");
            JsonNode words = said.getFirst().at("/words");
            assertThat(said.getFirst().at("/language").asText()).isEqualTo("en");
            assertThat(said.getFirst().at("/text").asText()).contains("my fellow Americans");
            // By ear he says "fellow" 1.2 s after the clip begins.
            JsonNode fellow = words.valueStream()
                    .filter(word -> word.get("text").asText().startsWith("fellow"))
                    .findFirst()
                    .orElseThrow();
            assertThat(seconds(fellow.get("start"))).isCloseTo(3 + 1.2, within(0.3));
            List<String> sounds = sightings(calls, "sound").stream()
                    .map(each -> each.get("label").asText())
                    .toList();
            assertThat(sounds).contains("speech", "silence");
            assertThat(seconds(sightings(calls, "sound").getFirst().get("start")))
                    .isLessThan(0.3);
        }
    }

    @Test
    void languagesAreKeptOrRefusedByName() throws Exception {
        try (KinedexNode node = KinedexNode.start(NodeConfig.defaults().at(folder.resolve("tongues"), "127.0.0.1", 0));
                NodeCalls calls = new NodeCalls(node.address())) {
            String wish = "{\"engines\": {\"speech\": {\"model\": \"%s\", \"languages\": [\"%s\"]}}}";
            assertThat(calls.json("PUT", "/v1/streams/news", wish.formatted("whisper-base", "fr"))
                            .statusCode())
                    .isEqualTo(201);
            assertThat(calls.json("/v1/streams/news")
                            .at("/engines/speech/languages/0")
                            .asText())
                    .isEqualTo("fr");
            for (String wrong : List.of(wish.formatted("whisper-base", "xx"), wish.formatted("moonshine-base", "fr"))) {
                HttpResponse<byte[]> answer = calls.json("PUT", "/v1/streams/news", wrong);
                assertThat(answer.statusCode()).isEqualTo(400);
                assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("does not write language", "en");
            }
        }
    }

    @Test
    void soundAloneIsListenedToThoughThereIsNothingToSee() throws Exception {
        String engines = "objects: {model: efficientdet-lite0}, sound: {model: sound-levels}";
        try (KinedexNode node = KinedexNode.start(configured("alone", engines));
                NodeCalls calls = new NodeCalls(node.address())) {
            calls.awaitEnd(calls.put("speech", "jfk.wav", SpokenVideo.sound(), ""));

            List<String> outcomes = calls.records("speech").stream()
                    .filter(record -> record.at("/engine/name").asText().equals("sound"))
                    .map(record -> record.at("/outcome/kind").asText())
                    .toList();
            assertThat(outcomes).contains("found", "nothing").doesNotContain("dropped");
            String id = sightings(calls, "sound").getFirst().get("id").asText();
            HttpResponse<byte[]> picture = calls.get("/v1/sightings/" + id + "/thumbnail?size=160");
            assertThat(picture.statusCode()).isEqualTo(200);
            assertThat(ImageIO.read(new ByteArrayInputStream(picture.body())).getWidth())
                    .isEqualTo(160);
        }
    }

    @Test
    void aModelOfSoundOfAUsersOwnIsFoundByItsLabels() throws Exception {
        Path place = Files.createDirectories(folder.resolve("own/models"));
        Files.write(place.resolve("level.onnx"), LevelModel.bytes());
        Files.writeString(place.resolve("level.yaml"), LevelModel.description("level-v1", 0.05, "Voice"));
        try (KinedexNode node = KinedexNode.start(NodeConfig.defaults().at(folder.resolve("own"), "127.0.0.1", 0));
                NodeCalls calls = new NodeCalls(node.address())) {
            calls.json(
                    "PUT",
                    "/v1/streams/speech",
                    "{\"engines\": {\"sound-events\": {\"model\": \"level-v1\", \"confidenceMin\": 0}}}");
            calls.awaitEnd(calls.put("speech", "speech.mp4", video, "?start=2026-01-01T00:00:00Z"));

            List<JsonNode> found = search(calls, "label:voice AND engine:sound-events AND kind:sound");
            assertThat(found).isNotEmpty();
            JsonNode record = calls.records("speech").stream()
                    .filter(each -> each.at("/outcome/kind").asText().equals("found"))
                    .findFirst()
                    .orElseThrow();
            assertThat(record.at("/engine/model").asText()).isEqualTo("level-v1");
            // three seconds of silence come first
            assertThat(seconds(sightings(calls, "sound").getFirst().get("start")))
                    .isBetween(2.0, 3.6);
        }
    }

    @Test
    void aNodeThatIsRestartedTellsTheSameUtterances() throws Exception {
        List<Fragment> fragments = fragments();
        List<String> whole = new ArrayList<>();
        try (KinedexNode node = KinedexNode.start(config("whole", "moonshine-base"))) {
            for (int i = 0; i < fragments.size(); i++) {
                node.append("speech", fragments.get(i), i == fragments.size() - 1);
            }
            whole.addAll(told(node, fragments.size()));
        }
        List<String> pieces = new ArrayList<>();
        int at = 0;
        while (at < fragments.size()) {
            try (KinedexNode node = KinedexNode.start(config("pieces", "moonshine-base"))) {
                int end = Math.min(at + 3, fragments.size());
                for (; at < end; at++) {
                    node.append("speech", fragments.get(at), at == fragments.size() - 1);
                }
                pieces = told(node, end);
            }
        }
        assertThat(whole).hasSizeGreaterThan(5);
        assertThat(pieces).isEqualTo(whole);
    }

    private static List<String> told(KinedexNode node, int fragments) throws Exception {
        try (NodeCalls calls = new NodeCalls(node.address())) {
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            // two engines: two records for each fragment
            while (calls.records("speech").size() < 2 * fragments) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                Thread.sleep(50);
            }
            return calls.records("speech").stream()
                    .flatMap(record -> record.get("sightings")
                            .valueStream()
                            .map(sighting -> "%s %s"
                                    .formatted(record.at("/fragment/number").asText(), sighting)))
                    .toList();
        }
    }

    private static List<Fragment> fragments() {
        List<Fragment> cut = new ArrayList<>();
        CutOptions options = CutOptions.startingAt(Instant.parse("2026-02-01T00:00:00Z"));
        try (FragmentCutter cutter = FragmentCutter.open(video, options)) {
            for (Optional<Fragment> next = cutter.next(); next.isPresent(); next = cutter.next()) {
                cut.add(next.get());
            }
        }
        return cut;
    }

    private static List<JsonNode> search(NodeCalls calls, String query) throws InterruptedException {
        return calls.json("/v1/search?q=" + URLEncoder.encode(query, StandardCharsets.UTF_8))
                .get("hits")
                .valueStream()
                .toList();
    }

    private static List<JsonNode> sightings(NodeCalls calls, String kind) throws InterruptedException {
        return calls.records("speech").stream()
                .flatMap(record -> record.get("sightings").valueStream())
                .filter(sighting -> sighting.get("kind").asText().equals(kind))
                .toList();
    }

    private static double seconds(JsonNode instant) {
        return Duration.between(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse(instant.asText()))
                        .toMillis()
                / 1000.0;
    }

    private static NodeConfig config(String name, String model) throws IOException {
        return configured(name, "speech: {model: %s}, sound: {model: sound-levels}".formatted(model));
    }

    private static NodeConfig configured(String name, String engines) throws IOException {
        Path file = Files.writeString(
                folder.resolve(name + ".yaml"), "streams: {speech: {engines: {%s}}}".formatted(engines));
        return ConfigFile.read(file).at(folder.resolve(name), "127.0.0.1", 0);
    }
}
