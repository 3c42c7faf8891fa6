package io.kinedex.ingest.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinedex.inference.catalogue.ModelCatalogue;
import io.kinedex.inference.catalogue.Weights;
import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.ingest.TextVideo;
import io.kinedex.ingest.cli.Kinedex;
import io.kinedex.ingest.client.NodeClient;
import io.kinedex.ingest.client.StreamEdit;
import io.kinedex.ingest.config.NodeConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user's own model from the command line to the records, on a node that runs all the while. */
class OwnModelIngestTest {
    private static final String DESCRIPTION = """
            files: []
            models:
              - name: %s
                engine: masks
                task: faces told to be masks
                preferred: false
                runtime: onnx
                weights: %s
                input: {width: 320, height: 240, layout: nchw, type: float32, channels: rgb, mean: [127, 127, 127],
                        scale: [128, 128, 128], fit: top_left, pad: 127, batch: single}
                output: {kind: ssd, boxes: boxes, scores: scores, format: xyxy, units: fractions, activation: none, background: 0}
                selection: {confidence-min: 0.7, suppression: hard, iou-max: 0.3, count-max: 100}
                labels: {names: [%s]}
            """;

    @TempDir
    private static Path folder;

    private static KinedexNode node;
    private static NodeCalls calls;
    private static Path video;

    @BeforeAll
    static void start() throws Exception {
        Weights.Pinned pinned =
                (Weights.Pinned) ModelCatalogue.bundled().entry("rfb-320").weights();
        Files.copy(PinnedStore.configured().require(pinned.file()), folder.resolve("weights.onnx"));
        video = TextVideo.still(folder.resolve("faces.mp4"), "three-faces.png", 2);
        node = KinedexNode.start(NodeConfig.defaults().at(folder.resolve("data"), "127.0.0.1", 0));
        calls = new NodeCalls(node.address());
    }

    @AfterAll
    static void end() {
        calls.close();
        node.close();
    }

    @Test
    void isAddedUsedReplacedAndRemovedWithoutARestart() throws Exception {
        assertThat(add("masks-v1", "mask")).isZero();
        set("party", "masks-v1");
        analyse("party");
        assertThat(labels("party")).containsOnly("mask");
        assertThat(calls.json("/v1/search?q=stream:party%20engine:masks%20label:mask")
                        .get("hits"))
                .hasSize(3);

        assertThat(add("masks-v1", "disguise")).isZero();
        analyse("party");
        assertThat(labels("party")).contains("mask", "disguise").last().isEqualTo("disguise");
        assertThat(digests("party")).hasSize(1).first().asString().startsWith("6c0256cc");

        assertThat(calls.delete("/v1/models/masks-v1").statusCode()).isEqualTo(409);
        set("party", "off");
        assertThat(run("models", "remove", "masks-v1")).isZero();
        assertThat(calls.delete("/v1/models/masks-v1").statusCode()).isEqualTo(404);
    }

    @Test
    void aWrongOneIsRefusedAndTheOneInUseGoesOn() throws Exception {
        assertThat(add("masks-v2", "mask")).isZero();
        set("street", "masks-v2");

        assertThat(add("masks-v2", "mask, hat")).isNotZero();

        analyse("street");
        assertThat(labels("street")).containsOnly("mask");
    }

    private static int add(String name, String labels) throws Exception {
        Path description = Files.writeString(
                folder.resolve(name + ".yaml"),
                DESCRIPTION.formatted(name, "weights.onnx", labels),
                StandardCharsets.UTF_8);
        return run("models", "add", description.toString());
    }

    private static int run(String... arguments) {
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--node";
        all[arguments.length + 1] = node.address().toString();
        return Kinedex.commandLine().execute(all);
    }

    private static void set(String stream, String model) throws InterruptedException {
        try (NodeClient client = new NodeClient(node.address())) {
            StreamEdit edit = StreamEdit.begin(client, stream).off("objects");
            var unused = (model.equals("off") ? edit.off("masks") : edit.model("masks", model)).save();
        }
    }

    private static void analyse(String stream) throws Exception {
        JsonNode upload = calls.awaitEnd(calls.put(stream, "faces.mp4", video, ""));
        assertThat(upload.get("state").asText()).as(upload.toString()).isEqualTo("searchable");
    }

    /** Of all detections, in the order of their records. */
    private static List<String> labels(String stream) throws InterruptedException {
        return calls.records(stream).stream()
                .flatMap(record -> record.findValuesAsText("label").stream())
                .toList();
    }

    private static List<String> digests(String stream) throws InterruptedException {
        return calls.records(stream).stream()
                .map(record -> record.at("/engine/modelDigest").asText())
                .distinct()
                .toList();
    }
}
