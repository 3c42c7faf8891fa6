package io.kinedex.ingest.config;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.kinedex.ingest.stream.EngineConfig;
import io.kinedex.ingest.stream.LagPolicy;
import io.kinedex.ingest.stream.SourceConfig;
import io.kinedex.ingest.stream.StreamConfig;
import io.kinedex.metadata.people.PeopleOptions;
import io.kinedex.metadata.sink.SinkOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that a node can be told. In files the keys are dashed and lower case; docs/configuration.md explains each.
 *
 * @param host           address to listen on
 * @param port           0 for any free one
 * @param data           folder of everything the node keeps
 * @param tenant         owner of the node's streams, part of every record
 * @param weights        folder of the pinned weights; empty for the one the build filled
 * @param models         folder of users' own models; empty for one in {@code data}
 * @param kinesis        the endpoint for AWS's clients
 * @param streamDefaults what a new stream gets
 * @param streams        by name: streams that exist from the start; their keys win over what was set by HTTP
 * @param sinks          by name: where the metadata stream is handed on to
 */
public record NodeConfig(
        String host,
        int port,
        Path data,
        String tenant,
        String weights,
        String models,
        Http http,
        Inference inference,
        Decoding decoding,
        Metadata metadataStream,
        Index index,
        Archive archive,
        Uploads uploads,
        People people,
        KinesisConfig kinesis,
        KinesisVideoSource kinesisVideoSource,
        StreamSettings streamDefaults,
        Map<String, StreamSettings> streams,
        @JsonSetter(contentNulls = Nulls.FAIL) Map<String, SinkConfig> sinks) {
    /** The port where none is given. */
    public static final int DEFAULT_PORT = 7575;

    /**
     * Who may call.
     *
     * @param hosts       names by which clients may call a node that listens on a loopback address
     * @param corsOrigins origins whose pages may call it from a browser, such as {@code https://example.com}
     */
    public record Http(List<String> hosts, List<String> corsOrigins) {
        public Http {
            hosts = List.copyOf(hosts);
            corsOrigins = List.copyOf(corsOrigins);
        }
    }

    /**
     * The threads that run models.
     *
     * @param threads   inference threads, shared by all streams
     * @param batchMax  frames of any streams in one run of a model that takes batches
     * @param batchWait how long a frame waits for others
     * @param queueMax  frames that wait; decoders stop when it is full
     * @param meaning   whether what is said and written gets vectors, by which it is found in other words
     * @param likeness  what makes vectors of what objects look like: a bundle, the path of a pair's description, or
     *                  {@code off}
     */
    public record Inference(
            int threads, int batchMax, Duration batchWait, int queueMax, boolean meaning, String likeness) {
        public Inference {
            requireRange("inference.threads", threads, 1, 256);
            requireRange("inference.batch-max", batchMax, 1, 256);
            requireRange("inference.queue-max", queueMax, 1, 10_000);
        }
    }

    /**
     * How frames are made.
     *
     * @param longSideMax    pixels of the longer side of an analysed frame; larger frames are scaled down
     * @param textLongSideMax the same where text is read, if that is larger
     * @param framesInFlight frame buffers of a stream: what is decoded and not yet analysed
     * @param threads        decoder threads of a stream
     */
    public record Decoding(int longSideMax, int textLongSideMax, int framesInFlight, int threads) {
        public Decoding {
            requireRange("decoding.long-side-max", longSideMax, 64, 4096);
            requireRange("decoding.text-long-side-max", textLongSideMax, 64, 4096);
            requireRange("decoding.frames-in-flight", framesInFlight, 1, 256);
            requireRange("decoding.threads", threads, 1, 64);
        }
    }

    /**
     * What the metadata stream keeps.
     *
     * @param shards         fixed when the stream is made
     * @param retentionAge   older records are removed
     * @param retentionBytes beyond it the oldest records are removed
     */
    public record Metadata(int shards, Duration retentionAge, ByteSize retentionBytes) {
        public Metadata {
            requireRange("metadata-stream.shards", shards, 1, 1024);
        }
    }

    /**
     * How the index follows the stream.
     *
     * @param commitInterval how often the index makes its position durable; less is re-read from the stream after a crash
     */
    public record Index(Duration commitInterval) {}

    /**
     * What the archive keeps.
     *
     * @param retentionAge   older fragments are removed
     * @param retentionBytes of one stream; beyond it its oldest fragments are removed
     * @param segmentBytes   size at which the archive begins a new file
     * @param freeBytesMin   the node takes no more in when the disk has less
     * @param fragmentTarget how long a fragment cut from a file is, at key frames
     * @param fragmentBytesMax larger fragments are refused
     */
    public record Archive(
            Duration retentionAge,
            ByteSize retentionBytes,
            ByteSize segmentBytes,
            ByteSize freeBytesMin,
            Duration fragmentTarget,
            ByteSize fragmentBytesMax) {}

    /**
     * What files are taken.
     *
     * @param bytesMax     larger files are refused
     * @param retentionAge how long an ended upload is listed
     */
    public record Uploads(ByteSize bytesMax, Duration retentionAge) {}

    /**
     * How people are told apart; docs/people.md says what the number means.
     *
     * @param cosineMin faces at least this alike are one person's, above 0 and below 1
     */
    public record People(double cosineMin) {
        public People {
            if (!(cosineMin > 0 && cosineMin < 1)) {
                throw new IllegalArgumentException(
                        "people.cosine-min is %s, must be above 0 and below 1".formatted(cosineMin));
            }
        }
    }

    /**
     * How streams of Kinesis Video are read, for all streams with such a source.
     *
     * @param idleMax         a session on which no byte came for so long is begun anew
     * @param catchUpBehind   what is further behind is fetched from the service's archive, several fragments at a time
     * @param catchUpParallel how many requests for archived fragments run at once
     * @param gapTolerance    a longer gap or overlap in producer time between two fragments is looked into
     * @param retryMax        the longest wait between two attempts
     */
    public record KinesisVideoSource(
            Duration idleMax, Duration catchUpBehind, int catchUpParallel, Duration gapTolerance, Duration retryMax) {
        public KinesisVideoSource {
            requireRange("kinesis-video-source.idle-max in milliseconds", idleMax.toMillis(), 100, 3_600_000);
            requireRange("kinesis-video-source.catch-up-parallel", catchUpParallel, 1, 10);
            requireRange("kinesis-video-source.gap-tolerance in milliseconds", gapTolerance.toMillis(), 0, 3_600_000);
            requireRange("kinesis-video-source.retry-max in milliseconds", retryMax.toMillis(), 10, 3_600_000);
        }
    }

    /**
     * What is done with a stream.
     *
     * @param sampling {@code every-frame}, {@code keyframes} or a duration
     * @param engines  by engine name
     * @param lag      {@code catch-up} or {@code skip-to-live}
     * @param lagMax   how far {@code skip-to-live} lets a stream fall behind
     * @param source   where its fragments come from by themselves
     */
    public record StreamSettings(
            String sampling,
            @JsonSetter(contentNulls = Nulls.FAIL) Map<String, EngineConfig> engines,
            LagPolicy lag,
            Duration lagMax,
            Optional<SourceConfig> source) {
        public StreamSettings {
            engines = Map.copyOf(engines);
        }

        public StreamConfig named(String name) {
            return new StreamConfig(name, sampling, engines, lag, lagMax, source);
        }
    }

    public NodeConfig {
        requireRange("port", port, 0, 65_535);
        if (streamDefaults.source().isPresent()) {
            throw new IllegalArgumentException("stream-defaults.source: a source belongs to one stream, by its name");
        }
        streams = Map.copyOf(streams);
        sinks = Map.copyOf(sinks);
        sinks.keySet().forEach(SinkOptions::requireName);
    }

    /** Every default of the node. */
    public static NodeConfig defaults() {
        return new NodeConfig(
                "127.0.0.1",
                DEFAULT_PORT,
                Path.of("kinedex-data"),
                "default",
                "",
                "",
                new Http(List.of(), List.of()),
                new Inference(
                        Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 16),
                        8,
                        Duration.ofMillis(2),
                        32,
                        true,
                        "mobilenet-v1"),
                new Decoding(640, 1280, 6, 1),
                new Metadata(4, Duration.ofDays(7), ByteSize.ofGigabytes(10)),
                new Index(Duration.ofSeconds(10)),
                new Archive(
                        Duration.ofDays(7),
                        ByteSize.ofGigabytes(100),
                        ByteSize.ofMegabytes(64),
                        ByteSize.ofMegabytes(512),
                        Duration.ofSeconds(2),
                        ByteSize.ofMegabytes(50)),
                new Uploads(ByteSize.ofGigabytes(1024), Duration.ofDays(7)),
                new People(PeopleOptions.COSINE_MIN),
                KinesisConfig.defaults(),
                new KinesisVideoSource(
                        Duration.ofSeconds(60),
                        Duration.ofMinutes(2),
                        3,
                        Duration.ofMillis(500),
                        Duration.ofSeconds(30)),
                new StreamSettings(
                        "500ms",
                        Map.of(
                                StreamConfig.OBJECTS,
                                new EngineConfig("efficientdet-lite0", EngineConfig.CONFIDENCE_MIN, "")),
                        LagPolicy.CATCH_UP,
                        Duration.ofSeconds(30),
                        Optional.empty()),
                Map.of(),
                Map.of());
    }

    /** This configuration on another folder, address and port. */
    public NodeConfig at(Path folder, String address, int tcpPort) {
        return new NodeConfig(
                address,
                tcpPort,
                folder,
                tenant,
                weights,
                models,
                http,
                inference,
                decoding,
                metadataStream,
                index,
                archive,
                uploads,
                people,
                kinesis,
                kinesisVideoSource,
                streamDefaults,
                streams,
                sinks);
    }

    static void requireRange(String key, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException("%s is %d, must be in %d..%d".formatted(key, value, min, max));
        }
    }
}
