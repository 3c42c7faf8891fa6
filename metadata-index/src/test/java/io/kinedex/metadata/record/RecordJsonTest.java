package io.kinedex.metadata.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinedex.metadata.MetadataException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RecordJsonTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Test
    void writesTheGoldenFile() throws Exception {
        assertThat(new String(RecordJson.write(ExampleRecord.RECORD), UTF_8)).isEqualTo(golden().strip());
    }

    @Test
    void readsTheGoldenFile() throws Exception {
        assertThat(RecordJson.read(golden().getBytes(UTF_8))).isEqualTo(ExampleRecord.RECORD);
    }

    @Test
    void writesTheSameBytesOfWhatItRead() {
        RandomRecords records = new RandomRecords(new Random(1));
        for (int i = 0; i < 2000; i++) {
            MetadataRecord record = records.next();
            byte[] json = RecordJson.write(record);
            MetadataRecord read = RecordJson.read(json);
            assertThat(new String(RecordJson.write(read), UTF_8)).isEqualTo(new String(json, UTF_8));
            assertThat(read.id()).isEqualTo(record.id());
        }
    }

    @Test
    void keepsBoxesOnTheFrameAndWithinHalfAStep() {
        RandomRecords records = new RandomRecords(new Random(2));
        for (int i = 0; i < 500; i++) {
            MetadataRecord record = records.next();
            MetadataRecord read = RecordJson.read(RecordJson.write(record));
            for (int s = 0; s < record.sightings().size(); s++) {
                Box before = record.sightings().get(s).box();
                Box after = read.sightings().get(s).box();
                assertThat(after.left()).isCloseTo(before.left(), within());
                assertThat(after.bottom()).isCloseTo(before.bottom(), within()).isLessThanOrEqualTo(1 + 1e-12);
                assertThat(after.right()).isCloseTo(before.right(), within()).isLessThanOrEqualTo(1 + 1e-12);
            }
        }
    }

    @Test
    void writesNumbersWithoutExponentsAndTrailingZeros() {
        Detection detection = new Detection(
                "car",
                0.00004,
                new Box(0, 0.000_012_3, 1, 0.5),
                List.of(new Keypoint("nose", 10, -0.000_001), new Keypoint("mouth", -0.1, 0.000_05)));
        AnalysedFrame frame = new AnalysedFrame(Instant.EPOCH, List.of(new TrackedDetection("", detection)));
        MetadataRecord example = ExampleRecord.RECORD;
        MetadataRecord record = new MetadataRecord(
                example.tenant(),
                example.stream(),
                example.fragment(),
                example.engine(),
                example.outcome(),
                List.of(frame),
                List.of());
        assertThat(new String(RecordJson.write(record), UTF_8))
                .contains("\"confidence\":0,\"box\":{\"left\":0,\"top\":0.00001,\"width\":1,\"height\":0.5}")
                .contains("\"x\":10,\"y\":0}")
                .contains("\"x\":-0.1,\"y\":0.00005}");
    }

    @Test
    void ignoresFieldsThatItDoesNotKnow() throws Exception {
        String more = changed(json -> {
            json.put("mood", "sunny");
            ((ObjectNode) json.at("/frames/0/detections/0/box"))
                    .putArray("corners")
                    .add(1);
        });
        assertThat(RecordJson.read(more.getBytes(UTF_8))).isEqualTo(ExampleRecord.RECORD);
    }

    @Test
    void refusesANewerSchemaVersion() throws Exception {
        refuses(changed(json -> json.put("schemaVersion", 2)), "schemaVersion is 2, newer than 1");
        refuses(changed(json -> json.put("schemaVersion", 0)), "schemaVersion is 0");
        refuses(changed(json -> json.put("schemaVersion", "1")), "schemaVersion is not an integer");
    }

    @Test
    void namesThePlaceOfWhatIsWrong() throws Exception {
        refuses(changed(json -> json.remove("tenant")), "tenant is missing");
        refuses(changed(json -> json.put("stream", 7)), "stream is not a string");
        refuses(changed(json -> at(json, "/fragment").put("start", "noon")), "fragment.start is 'noon'");
        refuses(changed(json -> at(json, "/fragment").put("number", "12x")), "fragment number '12x'");
        refuses(changed(json -> at(json, "/outcome").put("kind", "lost")), "outcome.kind is 'lost'");
        refuses(
                changed(json -> at(json, "/frames/0/detections/0/box").put("left", "x")),
                "frames[0].detections[0].box.left is not a number");
        refuses(changed(json -> at(json, "/frames/0/detections/0/box").put("width", 0.9)), "box leaves the frame");
        refuses(changed(json -> at(json, "/sightings/0").put("confidence", 1.5)), "confidence is 1.5");
        refuses(changed(json -> at(json, "/sightings/0").putNull("open")), "sightings[0].open is not true or false");
        refuses(changed(json -> json.put("frames", true)), "frames is not an array");
        refuses(changed(json -> json.putArray("frames").add(1)), "frames[0] is not an object");
        refuses(changed(json -> json.put("stream", "another")), "id is ");
    }

    @Test
    void refusesWhatIsNoJsonObject() throws Exception {
        refuses("", "is empty");
        refuses("[]", "the document is not an object");
        refuses("{\"schemaVersion\":", "not JSON");
        refuses("\u0000\u0001", "not JSON");
        refuses(golden().strip() + "{}", "goes on after its end");
        refuses("[".repeat(100_000), "not JSON");
    }

    @Test
    void refusesMomentsThatTheFormatCannotHold() {
        Instant far = Instant.parse("+12026-01-01T00:00:00Z");
        MetadataRecord record = new MetadataRecord(
                "default",
                "gate",
                new FragmentRef("1", far, far),
                ExampleRecord.RECORD.engine(),
                new Outcome.Nothing(),
                List.of(),
                List.of());
        assertThatThrownBy(() -> RecordJson.write(record))
                .isInstanceOf(MetadataException.class)
                .hasMessageContaining("outside the years");
    }

    private static ObjectNode at(JsonNode json, String pointer) {
        return (ObjectNode) json.at(pointer);
    }

    private static org.assertj.core.data.Offset<Double> within() {
        return org.assertj.core.data.Offset.offset(0.500_001e-5);
    }

    private static void refuses(String json, String message) {
        assertThatThrownBy(() -> RecordJson.read(json.getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        MetadataException.class, e -> assertThat(e.code()).isEqualTo(MetadataException.Code.BAD_RECORD))
                .hasMessageContaining(message);
    }

    private static String changed(Consumer<ObjectNode> change) throws Exception {
        ObjectNode json = (ObjectNode) MAPPER.readTree(golden());
        change.accept(json);
        return json.toString();
    }

    static String golden() throws Exception {
        try (InputStream in = RecordJsonTest.class.getResourceAsStream("example-record.json")) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
