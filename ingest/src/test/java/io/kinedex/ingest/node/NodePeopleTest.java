package io.kinedex.ingest.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinedex.inference.pinned.PinnedFile;
import io.kinedex.inference.pinned.PinnedList;
import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.ingest.config.NodeConfig;
import io.kinedex.metadata.people.FaceSeal;
import io.kinedex.metadata.people.KeyVault;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People over the whole length of a node, on real weights: seen, enrolled, found, forgotten. */
class NodePeopleTest {
    private static final String CARD = """
            "name": "Ada Lovelace", "purpose": "opens the door",
            "consent": {"basis": "form 12 at the front desk", "when": "2026-11-02"}\
            """;
    private static final int PIECE = 16;

    @TempDir
    private Path folder;

    @Test
    void findsSomebodyByNameAndForgetsThem() throws Exception {
        BufferedImage photo = ImageIO.read(photo().toFile());
        Path video = film(photo, folder.resolve("hall.mp4"));
        Path data = folder.resolve("data");
        String ada;
        byte[] template;
        byte[] sealed;
        String other;
        byte[] othersSealed;
        try (KinedexNode node = KinedexNode.start(NodeConfig.defaults().at(data, "127.0.0.1", 0));
                NodeCalls calls = new NodeCalls(node.address())) {
            calls.json("PUT", "/v1/streams/hall", """
                    {"engines": {"faces": {"model": "rfb-320", "purpose": "a test", "recognise": true}}}""");
            calls.awaitEnd(calls.put("hall", "hall.mp4", video, "?start=2026-01-01T00:00:00Z"));
            List<JsonNode> faces = found(calls, "kind:face");
            assertThat(faces).hasSize(3);
            assertThat(calls.json("/v1/people").get("people")).hasSize(3);
            ada = faces.getFirst().at("/sighting/id").asText();
            other = faces.get(1).at("/sighting/id").asText();

            HttpResponse<byte[]> crowd =
                    calls.json("POST", "/v1/people", "{%s, \"pictures\": [\"%s\"]}".formatted(CARD, base64(photo)));
            assertThat(crowd.statusCode()).isEqualTo(422);
            assertThat(new String(crowd.body(), UTF_8)).contains("picture 1", "3 faces");

            String picture = base64(portrait(photo, faces.getFirst().at("/sighting/box")));
            HttpResponse<byte[]> added =
                    calls.json("POST", "/v1/people", "{%s, \"pictures\": [\"%s\"]}".formatted(CARD, picture));
            assertThat(added.statusCode()).as(new String(added.body(), UTF_8)).isEqualTo(201);
            assertThat(ids(found(calls, "person:ada*"))).containsExactly(ada);
            assertThat(ids(found(calls, "\"ada lovelace\" WITHIN 5s OF kind:face")))
                    .containsExactly(ada);
            assertThat(found(calls, "person:ada*").getFirst().at("/person/name").asText())
                    .isEqualTo("Ada Lovelace");

            sealed = sealed(calls, ada);
            othersSealed = sealed(calls, other);
            try (KeyVault keys = KeyVault.open(data.resolve("people/keys"))) {
                template = new FaceSeal(keys).open(ada, sealed).orElseThrow();
            }
            String person =
                    found(calls, "person:ada*").getFirst().at("/person/id").asText();
            assertThat(calls.delete("/v1/people/" + person).statusCode()).isEqualTo(204);

            assertThat(found(calls, "person:ada*")).isEmpty();
            assertThat(found(calls, "kind:face")).hasSize(2);
            assertThat(calls.get("/v1/sightings/" + ada).statusCode()).isEqualTo(404);
            assertThat(calls.get("/v1/sightings/" + ada + "/thumbnail").statusCode())
                    .isEqualTo(404);
            assertThat(calls.get("/v1/people/" + person).statusCode()).isEqualTo(404);
        }
        assertNothingLeft(data, List.of("Lovelace".getBytes(UTF_8), "front desk".getBytes(UTF_8), template));
        try (KeyVault keys = KeyVault.open(data.resolve("people/keys"))) {
            assertThat(new FaceSeal(keys).open(ada, sealed)).isEmpty();
            assertThat(new FaceSeal(keys).open(other, othersSealed)).isPresent();
        }
        try (Stream<Path> audit = Files.list(data.resolve("audit"))) {
            assertThat(Files.readString(audit.findFirst().orElseThrow()))
                    .contains("\"add\"", "\"search\"", "\"forget\"", "127.0.0.1");
        }
    }

    private static Path photo() {
        PinnedFile file = PinnedList.read("io/kinedex/ingest/local/servers.yaml").stream()
                .filter(each -> each.name().equals("three-faces.png"))
                .findFirst()
                .orElseThrow();
        return PinnedStore.configured().require(file);
    }

    /** The face alone, as in a mirror. */
    private static BufferedImage portrait(BufferedImage photo, JsonNode box) {
        int width = (int) (photo.getWidth() * box.get("width").asDouble() * 1.5);
        int height = (int) (photo.getHeight() * box.get("height").asDouble() * 1.5);
        int left = Math.max(0, (int) (photo.getWidth()
                * (box.get("left").asDouble() - box.get("width").asDouble() / 4)));
        int top = Math.max(0, (int) (photo.getHeight()
                * (box.get("top").asDouble() - box.get("height").asDouble() / 4)));
        BufferedImage portrait = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int fromX = Math.min(left + width - 1 - x, photo.getWidth() - 1);
                portrait.setRGB(x, y, photo.getRGB(fromX, Math.min(top + y, photo.getHeight() - 1)));
            }
        }
        return portrait;
    }

    private static String base64(BufferedImage image) throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        BufferedImage opaque = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        opaque.createGraphics().drawImage(image, 0, 0, null);
        ImageIO.write(opaque, "png", png);
        return Base64.getEncoder().encodeToString(png.toByteArray());
    }

    private static Path film(BufferedImage photo, Path file) throws Exception {
        int width = photo.getWidth() / 2 * 2;
        int height = photo.getHeight() / 2 * 2;
        avutil.av_log_set_level(avutil.AV_LOG_ERROR);
        try (FFmpegFrameRecorder recorder = new FFmpegFrameRecorder(file.toFile(), width, height);
                Frame frame = new Frame(width, height, Frame.DEPTH_UBYTE, 3)) {
            recorder.setVideoCodec(avcodec.AV_CODEC_ID_MPEG4);
            recorder.setFrameRate(5);
            recorder.setGopSize(5);
            recorder.setVideoBitrate(3_000_000);
            recorder.setPixelFormat(avutil.AV_PIX_FMT_YUV420P);
            recorder.start();
            ByteBuffer pixels = (ByteBuffer) frame.image[0];
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int rgb = photo.getRGB(x, y);
                    for (int channel = 0; channel < 3; channel++) {
                        pixels.put(y * frame.imageStride + x * 3 + channel, (byte) (rgb >> 8 * channel));
                    }
                }
            }
            for (int i = 0; i < 15; i++) {
                recorder.record(frame, avutil.AV_PIX_FMT_BGR24);
            }
            recorder.stop();
        }
        return file;
    }

    private static List<JsonNode> found(NodeCalls calls, String query) throws InterruptedException {
        List<JsonNode> hits = new ArrayList<>();
        calls.json("/v1/search?q=" + URLEncoder.encode(query, UTF_8).replace("+", "%20"))
                .get("hits")
                .forEach(hits::add);
        return hits;
    }

    private static List<String> ids(List<JsonNode> hits) {
        return hits.stream().map(hit -> hit.at("/sighting/id").asText()).toList();
    }

    /** What the log has of the sighting's template. */
    private static byte[] sealed(NodeCalls calls, String sighting) throws InterruptedException {
        return calls.records("hall").stream()
                .flatMap(record -> record.get("sightings").valueStream())
                .filter(each -> each.get("id").asText().equals(sighting))
                .reduce((earlier, later) -> later)
                .map(each ->
                        Base64.getDecoder().decode(each.at("/embedding/sealed").asText()))
                .orElseThrow();
    }

    /** Neither a text nor a piece of a vector is in any file of the folder. */
    private static void assertNothingLeft(Path data, List<byte[]> traces) throws IOException {
        try (Stream<Path> files = Files.walk(data).filter(Files::isRegularFile)) {
            for (Path file : files.toList()) {
                String bytes = Files.readString(file, ISO_8859_1);
                for (byte[] trace : traces) {
                    String piece = new String(trace, 0, Math.min(PIECE, trace.length), ISO_8859_1);
                    assertThat(bytes.contains(piece))
                            .as("%s in %s", piece, file)
                            .isFalse();
                }
            }
        }
    }
}
