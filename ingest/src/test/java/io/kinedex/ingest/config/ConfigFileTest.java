package io.kinedex.ingest.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.stream.EngineConfig;
import io.kinedex.ingest.stream.LagPolicy;
import io.kinedex.ingest.stream.SourceConfig;
import io.kinedex.ingest.stream.StreamConfig;
import io.kinedex.metadata.delivery.DeliveryFormat;
import io.kinedex.metadata.delivery.S3Target;
import io.kinedex.metadata.profile.Envelope;
import io.kinedex.metadata.profile.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
    private static final Path PAGE = Path.of(System.getProperty("kinedex.root", ".."), "docs", "configuration.md");

    @TempDir
    Path folder;

    private NodeConfig read(String yaml) {
        try {
            return ConfigFile.read(Files.writeString(folder.resolve("node.yaml"), yaml));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void emptyFileLeavesTheDefaults() {
        assertThat(read("")).isEqualTo(NodeConfig.defaults());
        assertThat(read("# nothing\n")).isEqualTo(NodeConfig.defaults());
    }

    @Test
    void keysThatAreLeftOutKeepTheirDefaults() {
        NodeConfig config = read("archive:\n  retention-age: 30d\n  segment-bytes: 1GB\nport: 0\n");
        assertThat(config.archive().retentionAge()).isEqualTo(Duration.ofDays(30));
        assertThat(config.archive().segmentBytes()).isEqualTo(ByteSize.ofGigabytes(1));
        assertThat(config.archive().fragmentTarget())
                .isEqualTo(NodeConfig.defaults().archive().fragmentTarget());
        assertThat(config.port()).isZero();
    }

    @Test
    void streamsAreReadOverTheStreamDefaults() {
        NodeConfig config =
                read("stream-defaults: {sampling: 1s}\nstreams:\n  gate:\n    lag: skip-to-live\n    engines:\n"
                        + "      faces: {model: rfb-320, confidence-min: 0.7, purpose: count visitors}\n");
        NodeConfig.StreamSettings gate = Objects.requireNonNull(config.streams().get("gate"));
        assertThat(gate.sampling()).isEqualTo("1s");
        assertThat(gate.lag()).isEqualTo(LagPolicy.SKIP_TO_LIVE);
        assertThat(gate.engines()).containsOnlyKeys("faces");
    }

    @Test
    void aSinkOfKindS3NeedsOnlyABucket() {
        assertThat(read("sinks: {lake: {kind: s3, bucket: my-lake}}").sinks().get("lake"))
                .isEqualTo(new S3SinkConfig(
                        List.of(),
                        "trim-horizon",
                        S3Target.of("my-lake", "", "us-east-1"),
                        DeliveryFormat.JSON_LINES_GZIP,
                        Profile.KINEDEX,
                        Envelope.PUBLISHED,
                        ByteSize.ofMegabytes(64),
                        Duration.ofMinutes(5)));
        assertThat(read("sinks: {lake: {kind: s3, bucket: my-lake, format: json-lines, profile: rekognition,"
                                + " envelope: cloudevents, buffer-bytes: 1MB, buffer-age: 30s,"
                                + " endpoint: 'http://127.0.0.1:9000', path-style: true}}")
                        .sinks()
                        .get("lake"))
                .isEqualTo(new S3SinkConfig(
                        List.of(),
                        "trim-horizon",
                        S3Target.of("my-lake", "", "us-east-1").at("http://127.0.0.1:9000"),
                        DeliveryFormat.JSON_LINES,
                        Profile.REKOGNITION,
                        Envelope.CLOUDEVENTS,
                        ByteSize.ofMegabytes(1),
                        Duration.ofSeconds(30)));
        assertThatThrownBy(() -> read("sinks: {lake: {kind: s3}}"))
                .isInstanceOf(IngestException.class)
                .hasMessageContaining("bucket is ''");
        assertThatThrownBy(() -> read("sinks: {lake: {kind: s3, bucket: my-lake, profile: aws}}"))
                .isInstanceOf(IngestException.class)
                .hasMessageContaining("profile 'aws' must be one of: kinedex, rekognition");
        assertThatThrownBy(
                        () -> read("sinks: {lake: {kind: s3, bucket: my-lake, format: parquet, profile: rekognition}}"))
                .isInstanceOf(IngestException.class)
                .hasMessageContaining("columns of its own");
    }

    @Test
    void sinkOfAKindNeedsWhatTheKindNeeds() {
        NodeConfig config = read("sinks: {aws: {kind: kinesis-data-streams, stream: records, from: latest}}");
        assertThat(config.sinks().get("aws"))
                .isEqualTo(new SinkConfig.KinesisDataStreams(
                        List.of(), "latest", "records", "", "", true, Profile.KINEDEX, Envelope.NONE));
        assertThatThrownBy(() -> read("sinks: {aws: {kind: kinesis-data-streams}}"))
                .isInstanceOf(IngestException.class)
                .hasMessageContaining("needs a stream");
        assertThatThrownBy(() -> read("sinks: {aws: {kind: pigeons, stream: records}}"))
                .isInstanceOf(IngestException.class)
                .hasMessageContaining("sinks.aws")
                .hasMessageContaining("kinesis-data-streams");
        assertThatThrownBy(() -> read("sinks: {aws: {kind: kinesis-data-streams, stream: records, topic: a}}"))
                .isInstanceOf(IngestException.class)
                .hasMessageContaining("sinks.aws.topic");
    }

    @Test
    void engineNeedsAModelAndNothingElse() {
        NodeConfig config = read("stream-defaults: {engines: {objects: {model: efficientdet-lite2}}}");
        assertThat(config.streamDefaults().engines().get("objects"))
                .isEqualTo(new EngineConfig("efficientdet-lite2", EngineConfig.CONFIDENCE_MIN, ""));
        assertThatThrownBy(() -> read("stream-defaults: {engines: {objects: {purpose: none}}}"))
                .isInstanceOf(IngestException.class)
                .hasMessageContaining("an engine needs a model");
    }

    @Test
    void sourceBelongsToAStreamByItsName() throws IOException {
        NodeConfig config = read("streams: {gate: {source: {kind: kinesis-video, stream: gate, region: eu-west-1}}}");
        StreamConfig gate = Objects.requireNonNull(config.streams().get("gate")).named("gate");
        assertThat(gate.source())
                .contains(new SourceConfig.KinesisVideo(
                        "gate", "eu-west-1", "", "", SourceConfig.KinesisVideo.CHECKPOINT));
        byte[] kept = ConfigJson.MAPPER.writeValueAsBytes(gate);
        assertThat(ConfigJson.MAPPER.readValue(kept, StreamConfig.class)).isEqualTo(gate);
        assertThatThrownBy(() -> read("stream-defaults: {source: {kind: kinesis-video, stream: gate}}"))
                .hasMessageContaining("a source belongs to one stream");
        assertThatThrownBy(() -> read("streams: {gate: {source: {kind: kinesis-video, stream: 'a b'}}}"))
                .hasMessageContaining("source.stream is 'a b'");
        assertThatThrownBy(() -> read("streams: {gate: {source: {kind: tape}}}"))
                .hasMessageContaining("tape");
    }

    @Test
    void unknownKeyIsNamedWithThoseThatAreKnown() {
        assertThatThrownBy(() -> read("archive:\n  retention: 3d\n"))
                .isInstanceOf(IngestException.class)
                .hasMessageContaining("archive.retention")
                .hasMessageContaining("retention-age");
    }

    @Test
    void badValuesAreNamedWithTheirKey() {
        assertThatThrownBy(() -> read("port: 70000\n")).hasMessageContaining("port is 70000, must be in 0..65535");
        assertThatThrownBy(() -> read("index: {commit-interval: soon}\n"))
                .hasMessageContaining("index.commit-interval")
                .hasMessageContaining("'soon' is no duration");
        assertThatThrownBy(() -> read("uploads: {bytes-max: much}\n")).hasMessageContaining("'much' is no size");
        assertThatThrownBy(() -> read("port: [\n")).hasMessageContaining("line");
        assertThatThrownBy(() -> ConfigFile.read(folder.resolve("none.yaml"))).hasMessageContaining("none.yaml");
    }

    @Test
    void pageListsEveryKeyAndNoOther() throws IOException {
        List<String> keys = new ArrayList<>();
        collect("", ConfigJson.MAPPER.valueToTree(NodeConfig.defaults()), keys);
        String tables = Files.readString(PAGE).split("An engine has these keys", 2)[0];
        List<String> documented = Pattern.compile("(?m)^\\| `([a-z.-]+)` \\|")
                .matcher(tables)
                .results()
                .map((MatchResult row) -> row.group(1))
                .toList();
        assertThat(documented).containsExactlyInAnyOrderElementsOf(keys);
    }

    @Test
    void exampleOnThePageIsAccepted() throws IOException {
        String example = Files.readString(PAGE).split("```yaml\n", 2)[1].split("```", 2)[0];
        NodeConfig config = read(example);
        assertThat(config.streams().get("gate-2")).isNotNull();
    }

    private static void collect(String prefix, JsonNode node, List<String> keys) {
        node.properties().forEach(entry -> {
            String key = prefix + entry.getKey();
            boolean leaf = !entry.getValue().isObject()
                    || key.endsWith("engines")
                    || key.equals("streams")
                    || key.equals("sinks");
            if (leaf) {
                keys.add(key);
            } else {
                collect(key + ".", entry.getValue(), keys);
            }
        });
    }
}
