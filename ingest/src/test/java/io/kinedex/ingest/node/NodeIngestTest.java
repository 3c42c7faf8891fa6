package io.kinedex.ingest.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinedex.frames.CutOptions;
import io.kinedex.frames.Fragment;
import io.kinedex.frames.FragmentCutter;
import io.kinedex.frames.FragmentNumber;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.TestVideo;
import io.kinedex.ingest.config.NodeConfig;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole length of the node on real decoders, weights and disks. */
class NodeIngestTest {
    @TempDir
    private static Path folder;

    private static KinedexNode node;
    private static NodeCalls calls;
    private static Path video;

    @BeforeAll
    static void start() {
        video = TestVideo.write(folder.resolve("v.mp4"), 6);
        node = KinedexNode.start(NodeConfig.defaults().at(folder.resolve("data"), "127.0.0.1", 0));
        calls = new NodeCalls(node.address());
    }

    @AfterAll
    static void end() {
        calls.close();
        node.close();
    }

    @Test
    void everyFragmentGetsOneRecordWithTheTimesOfItsFrames() throws Exception {
        JsonNode upload = calls.awaitEnd(calls.put("plain", "v.mp4", video, "?start=2026-01-01T00:00:00Z"));
        assertThat(upload.get("state").asText()).isEqualTo("searchable");
        assertThat(upload.at("/progress/framesAnalysed").asInt()).isEqualTo(12);
        List<JsonNode> records = calls.records("plain");
        assertThat(records).hasSize(upload.at("/progress/fragmentsCut").asInt());
        List<String> times = records.stream()
                .flatMap(record -> record.get("frames").valueStream())
                .map(frame -> frame.get("time").asText())
                .toList();
        assertThat(times).hasSize(12).isSorted().doesNotHaveDuplicates();
        assertThat(times.getFirst()).startsWith("2026-01-01T00:00:00");
        assertThat(times.getLast()).isEqualTo("2026-01-01T00:00:05.500Z");
    }

    @Test
    void filesSentOneAfterTheOtherFollowEachOtherInTime() throws Exception {
        String first = calls.put("row", "a.mp4", video, "?start=2026-01-01T00:00:00Z");
        String second = calls.put("row", "b.mp4", video, "?after=" + first);
        assertThat(calls.awaitEnd(second).get("start").asText()).isEqualTo("2026-01-01T00:00:06Z");
        assertThat(calls.awaitEnd(first).get("state").asText()).isEqualTo("searchable");
        List<String> numbers = calls.records("row").stream()
                .map(record -> record.at("/fragment/number").asText())
                .toList();
        assertThat(numbers).doesNotHaveDuplicates();
    }

    @Test
    void recordingKeepsItsNumbersAndIsTakenOnceHoweverOftenItComes() throws Exception {
        List<Fragment> cut = fragments("900000000000000000001");
        Path once = recording("once.mkv", cut);
        Path doubled = recording("doubled.mkv", List.of(cut.get(0), cut.get(1), cut.get(1), cut.get(2)));
        for (Path file : List.of(recording("first.mkv", cut.subList(0, 2)), once, doubled)) {
            JsonNode upload = calls.awaitEnd(calls.put("kvs", file.getFileName().toString(), file, ""));
            assertThat(upload.get("state").asText()).isEqualTo("searchable");
        }
        assertThat(numbers("kvs"))
                .containsExactlyElementsOf(cut.stream()
                        .map(fragment -> fragment.number().toString())
                        .toList());
    }

    @Test
    void recordingFromBeforeTheStreamsEndIsNumberedAnewAndLosesNothing() throws Exception {
        Path late = recording("late.mkv", fragments("500"));
        Path early = recording("early.mkv", fragments("7"));
        calls.awaitEnd(calls.put("mixed", "late.mkv", late, ""));
        calls.awaitEnd(calls.put("mixed", "early.mkv", early, ""));
        assertThat(numbers("mixed")).hasSize(2 * fragments("1").size()).doesNotHaveDuplicates();
    }

    private static List<String> numbers(String stream) throws InterruptedException {
        return calls.records(stream).stream()
                .map(record -> record.at("/fragment/number").asText())
                .toList();
    }

    private static List<Fragment> fragments(String first) {
        CutOptions options = new CutOptions(
                Instant.parse("2026-02-01T00:00:00Z"), FragmentNumber.parse(first), Duration.ofSeconds(1), 1 << 20);
        List<Fragment> cut = new ArrayList<>();
        try (FragmentCutter cutter = FragmentCutter.open(video, options)) {
            for (Optional<Fragment> next = cutter.next(); next.isPresent(); next = cutter.next()) {
                cut.add(next.get());
            }
        }
        return cut;
    }

    private static Path recording(String name, List<Fragment> fragments) throws IOException {
        Path file = folder.resolve(name);
        try (FileChannel out = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            for (Fragment fragment : fragments) {
                out.write(fragment.bytes());
            }
        }
        return file;
    }

    @Test
    void badFilesAreRefusedByNameAndReasonAndNothingElseSuffers() throws Exception {
        byte[] good = Files.readAllBytes(video);
        Map<String, byte[]> bad = Map.of(
                "empty.mp4",
                new byte[0],
                "zeros.mp4",
                new byte[50_000],
                "text.mkv",
                "no video at all\n".repeat(500).getBytes(StandardCharsets.UTF_8),
                "head.mp4",
                Arrays.copyOf(good, 200));
        for (Map.Entry<String, byte[]> file : bad.entrySet()) {
            Path path = Files.write(folder.resolve(file.getKey()), file.getValue());
            JsonNode upload = calls.awaitEnd(calls.put("bad", file.getKey(), path, ""));
            assertThat(upload.get("state").asText()).as(file.getKey()).isEqualTo("failed");
            assertThat(upload.get("error").asText()).startsWith(file.getKey() + ":");
        }
        JsonNode upload = calls.awaitEnd(calls.put("bad", "good.mp4", video, ""));
        assertThat(upload.get("state").asText()).isEqualTo("searchable");
    }

    @Test
    void facesStayOffWithoutAPurpose() throws Exception {
        assertThatThrownBy(() -> KinedexNode.start(withFaces("")).close())
                .isInstanceOf(IngestException.class)
                .hasMessageContaining("without saying for what purpose");
        assertThat(calls.records("plain"))
                .allSatisfy(
                        record -> assertThat(record.at("/engine/name").asText()).isEqualTo("objects"));
    }

    private static NodeConfig withFaces(String purpose) throws IOException {
        Path file = Files.writeString(
                folder.resolve("faces.yaml"),
                "streams: {f: {engines: {faces: {model: rfb-320, confidence-min: 0.7, purpose: '%s'}}}}"
                        .formatted(purpose));
        return io.kinedex.ingest.config.ConfigFile.read(file).at(folder.resolve("faces"), "127.0.0.1", 0);
    }

    @Test
    void everyMeterOfTheNodeIsDocumented() throws Exception {
        String page = Files.readString(Path.of(System.getProperty("kinedex.root", ".."), "docs", "metrics.md"));
        List<String> documented = Pattern.compile("`kinedex\\.([a-z.]+)`")
                .matcher(page)
                .results()
                .map(name -> "kinedex_" + name.group(1).replace('.', '_'))
                .toList();
        String told = new String(calls.get("/metrics").body(), StandardCharsets.UTF_8);
        List<String> families = Pattern.compile("(?m)^# TYPE (kinedex_[a-z_]+) ")
                .matcher(told)
                .results()
                .map(name -> name.group(1).replaceAll("_total$", ""))
                .toList();
        assertThat(families)
                .isNotEmpty()
                .allMatch(name -> documented.stream()
                        .anyMatch(known -> name.equals(known)
                                || name.equals(known + "_seconds")
                                || name.equals(known + "_seconds_max")));
    }

    @Test
    void secondNodeIsKeptOutOfTheFolder() {
        NodeConfig same = NodeConfig.defaults().at(folder.resolve("data"), "127.0.0.1", 0);
        assertThatThrownBy(() -> KinedexNode.start(same).close()).hasMessageContaining("in use by another node");
    }

    @Test
    void takenPortIsSaidPlainly() {
        NodeConfig taken = NodeConfig.defaults()
                .at(folder.resolve("other"), "127.0.0.1", node.address().getPort());
        assertThatThrownBy(() -> KinedexNode.start(taken).close()).hasMessageContaining("is taken by another program");
    }

    @Test
    void streamThatIsRemovedCanBeFilledAgain() throws Exception {
        calls.awaitEnd(calls.put("again", "v.mp4", video, ""));
        int before = calls.records("again").size();
        assertThat(calls.delete("/v1/streams/again").statusCode()).isEqualTo(204);
        assertThat(calls.awaitEnd(calls.put("again", "v.mp4", video, ""))
                        .get("state")
                        .asText())
                .isEqualTo("searchable");
        assertThat(calls.records("again")).hasSize(2 * before);
    }
}
