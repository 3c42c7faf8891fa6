package io.kinedex.ingest.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinedex.frames.CutOptions;
import io.kinedex.frames.Fragment;
import io.kinedex.frames.FragmentCutter;
import io.kinedex.frames.FragmentLimits;
import io.kinedex.frames.FragmentNumber;
import io.kinedex.frames.FragmentReader;
import io.kinedex.ingest.TestVideo;
import io.kinedex.ingest.bench.MediaProducer;
import io.kinedex.ingest.kinesis.auth.AccessKey;
import io.kinedex.ingest.kinesis.auth.AccessKeyFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesisvideo.KinesisVideoClient;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.KinesisVideoArchivedMediaClient;
import software.amazon.awssdk.services.kinesisvideomedia.KinesisVideoMediaClient;
import software.amazon.awssdk.services.kinesisvideomedia.model.GetMediaResponse;

/**
 * A node is killed in the middle of a PutMedia session, again and again, while fragments are on their way to the disk; what
 * it acknowledged as persisted is there, once.
 */
class PutMediaKillTest {
    private static final int SECONDS = 24;
    private static final int KILLS = 3;
    private static final int KILLED_AFTER = 3;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    private final List<NodeProcess> started = new ArrayList<>();

    @AfterEach
    void endWhatIsLeft() {
        started.forEach(NodeProcess::close);
    }

    @Test
    void whatWasPersistedIsThereOnceAndHasItsRecords() throws Exception {
        List<Fragment> fragments = fragments();
        AccessKey key = AccessKeyFile.of(folder.resolve("data")).create("camera", List.of(), List.of());
        List<String> persisted = new ArrayList<>();
        int sent = 0;
        NodeProcess running = start();
        make(running, key);
        for (int kill = 0; kill < KILLS; kill++) {
            int until = sent + fragments.size() / KILLS;
            persisted.addAll(put(running, key, fragments.subList(sent, until)));
            sent = until;
            running = start();
        }
        List<String> listed = listed(running, key);
        int kept = listed.size();
        List<String> archived = archived(running, key, kept);
        assertThat(archived).isEqualTo(listed);
        assertThat(persisted).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(KILLS * KILLED_AFTER);
        assertThat(archived).doesNotHaveDuplicates().containsSubsequence(persisted);
        assertThat(kept).isLessThanOrEqualTo(sent - KILLS);
        assertThat(analysed(running, kept)).isEqualTo(archived);
    }

    /** Sends all as fast as it goes, the last one only by half, and gives the numbers that were persisted. */
    private static List<String> put(NodeProcess running, AccessKey key, List<Fragment> fragments) throws Exception {
        List<String> persisted = new ArrayList<>();
        try (MediaProducer camera = new MediaProducer(
                running.kinesis(),
                new MediaProducer.Call("gate", START, key.id(), key.secret(), Region.US_EAST_1.id()))) {
            byte[] all = bytes(fragments);
            camera.send(all, 0, all.length - fragments.getLast().bytes().remaining() / 2);
            boolean killed = false;
            for (Optional<String> ack = ack(camera); ack.isPresent(); ack = ack(camera)) {
                JsonNode event = new ObjectMapper().readTree(ack.get());
                assertThat(event.get("EventType").asText()).isNotEqualTo("ERROR");
                if (event.get("EventType").asText().equals("PERSISTED")) {
                    persisted.add(event.get("FragmentNumber").asText());
                }
                if (!killed && persisted.size() >= KILLED_AFTER) {
                    running.close();
                    killed = true;
                }
            }
        }
        running.kill();
        return persisted;
    }

    /** What the node still said before it was killed counts. */
    private static Optional<String> ack(MediaProducer camera) {
        try {
            return camera.ack();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static List<String> listed(NodeProcess running, AccessKey key) {
        try (KinesisVideoArchivedMediaClient client = KinesisVideoArchivedMediaClient.builder()
                .endpointOverride(running.kinesis())
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials(key))
                .httpClient(ApacheHttpClient.create())
                .build()) {
            return client.listFragmentsPaginator(r -> r.streamName("gate")).stream()
                    .flatMap(page -> page.fragments().stream())
                    .map(software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.Fragment::fragmentNumber)
                    .toList();
        }
    }

    private static List<String> archived(NodeProcess running, AccessKey key, int count) {
        List<String> numbers = new ArrayList<>();
        try (KinesisVideoMediaClient client = KinesisVideoMediaClient.builder()
                .endpointOverride(running.kinesis())
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials(key))
                .httpClient(ApacheHttpClient.create())
                .build()) {
            ResponseInputStream<GetMediaResponse> answer =
                    client.getMedia(r -> r.streamName("gate").startSelector(s -> s.startSelectorType("EARLIEST")));
            try (FragmentReader reader = new FragmentReader(answer, FragmentLimits.DEFAULTS)) {
                for (int i = 0; i < count; i++) {
                    numbers.add(reader.next().orElseThrow().number().toString());
                }
                answer.abort();
            }
        }
        return numbers;
    }

    private static List<String> analysed(NodeProcess running, int count) throws InterruptedException {
        try (NodeCalls calls = new NodeCalls(running.address())) {
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            List<JsonNode> records = calls.records("gate");
            while (records.size() < count && System.nanoTime() < deadline) {
                Thread.sleep(100);
                records = calls.records("gate");
            }
            return records.stream()
                    .map(record -> record.at("/fragment/number").asText())
                    .toList();
        }
    }

    private static void make(NodeProcess running, AccessKey key) {
        try (KinesisVideoClient client = KinesisVideoClient.builder()
                .endpointOverride(running.kinesis())
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials(key))
                .httpClient(ApacheHttpClient.create())
                .build()) {
            client.createStream(r -> r.streamName("gate").dataRetentionInHours(24));
        }
    }

    private static StaticCredentialsProvider credentials(AccessKey key) {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(key.id(), key.secret()));
    }

    private List<Fragment> fragments() {
        Path file = TestVideo.write(folder.resolve("v.mp4"), SECONDS);
        List<Fragment> cut = new ArrayList<>();
        CutOptions options = new CutOptions(START, FragmentNumber.ONE, Duration.ofSeconds(1), 1 << 20);
        try (FragmentCutter cutter = FragmentCutter.open(file, options)) {
            for (Optional<Fragment> next = cutter.next(); next.isPresent(); next = cutter.next()) {
                cut.add(next.get());
            }
        }
        return List.copyOf(cut);
    }

    private static byte[] bytes(List<Fragment> fragments) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Fragment fragment : fragments) {
            byte[] bytes = new byte[fragment.bytes().remaining()];
            fragment.bytes().get(bytes);
            all.writeBytes(bytes);
        }
        return all.toByteArray();
    }

    private NodeProcess start() throws IOException {
        NodeProcess node = NodeProcess.start(folder);
        started.add(node);
        return node;
    }
}
