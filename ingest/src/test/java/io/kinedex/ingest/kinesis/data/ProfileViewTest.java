package io.kinedex.ingest.kinesis.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinedex.metadata.profile.Envelope;
import io.kinedex.metadata.profile.Profile;
import io.kinedex.metadata.profile.ProfileLog;
import io.kinedex.metadata.profile.RecordForm;
import io.kinedex.metadata.profile.StreamArns;
import io.kinedex.metadata.record.AnalysedFrame;
import io.kinedex.metadata.record.Box;
import io.kinedex.metadata.record.Detection;
import io.kinedex.metadata.record.EngineRef;
import io.kinedex.metadata.record.FragmentRef;
import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.record.Outcome;
import io.kinedex.metadata.record.TrackedDetection;
import io.kinedex.metadata.stream.Checkpoint;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** The data stream that Rekognition Video would have written, read by Amazon's client. */
class ProfileViewTest {
    private static final String VIEW = "kinedex-rekognition";
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    private static final int FRAGMENTS = 20;

    @TempDir
    private Path folder;

    @Test
    void aClientReadsAFrameRecordForEachFrame() throws Exception {
        RecordForm form =
                new RecordForm(Profile.REKOGNITION, Envelope.NONE, StreamArns.of("us-east-1", "000000000000"));
        try (DataEndpoint endpoint = new DataEndpoint(
                        folder,
                        DataEndpoint.unlimited(),
                        Clock.systemUTC(),
                        own -> Map.of("rekognition", new ProfileLog(own, form)));
                KinesisClient client = endpoint.client()) {
            for (int i = 1; i <= FRAGMENTS; i++) {
                endpoint.own.append(List.of(record(i)), new Checkpoint("gate", Integer.toString(i), "{}"));
            }

            assertThat(client.listStreams().streamNames()).containsExactly("kinedex", VIEW);
            List<JsonNode> frames = read(client);
            assertThat(frames).hasSize(2 * FRAGMENTS);
            for (int i = 0; i < frames.size(); i++) {
                JsonNode video = frames.get(i).at("/InputInformation/KinesisVideo");
                assertThat(video.at("/FragmentNumber").asInt()).isEqualTo(i / 2 + 1);
                assertThat(video.at("/FrameOffsetInSeconds").asInt()).isEqualTo(i % 2);
                assertThat(frames.get(i).at("/FaceSearchResponse")).hasSize(1 - i % 2);
            }
            assertThatThrownBy(() -> client.putRecord(
                            put -> put.streamName(VIEW).partitionKey("a").data(SdkBytes.fromUtf8String("b"))))
                    .isInstanceOf(InvalidArgumentException.class)
                    .hasMessageContaining("takes no records");
        }
    }

    /** Three records at a time, so that pages end between two frames of a fragment. */
    private static List<JsonNode> read(KinesisClient client) throws Exception {
        List<JsonNode> frames = new ArrayList<>();
        for (Shard shard : client.listShards(list -> list.streamName(VIEW)).shards()) {
            String iterator = client.getShardIterator(get -> get.streamName(VIEW)
                            .shardId(shard.shardId())
                            .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                    .shardIterator();
            GetRecordsResponse page;
            do {
                String from = iterator;
                page = client.getRecords(get -> get.shardIterator(from).limit(3));
                for (Record record : page.records()) {
                    assertThat(record.partitionKey()).isEqualTo("gate");
                    frames.add(new ObjectMapper().readTree(record.data().asByteArray()));
                }
                iterator = page.nextShardIterator();
            } while (page.millisBehindLatest() > 0);
        }
        return frames;
    }

    private static MetadataRecord record(int fragment) {
        Instant start = START.plusSeconds(2L * fragment);
        Detection face = new Detection("face", 0.9, new Box(0.1, 0.2, 0.3, 0.4));
        return new MetadataRecord(
                "default",
                "gate",
                new FragmentRef(Integer.toString(fragment), start, start.plusSeconds(2)),
                new EngineRef("faces", "a-model", "ab".repeat(32)),
                new Outcome.Found(),
                List.of(
                        new AnalysedFrame(start, List.of(new TrackedDetection("", face))),
                        new AnalysedFrame(start.plusSeconds(1), List.of())),
                List.of());
    }
}
