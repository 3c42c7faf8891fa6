package io.kinedex.ingest.kinesis.video;

import io.kinedex.frames.CutOptions;
import io.kinedex.frames.Fragment;
import io.kinedex.frames.FragmentCutter;
import io.kinedex.frames.FragmentNumber;
import io.kinedex.ingest.TestVideo;
import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.ingest.archive.FragmentArchive.ArchiveOptions;
import io.kinedex.ingest.bench.MediaProducer;
import io.kinedex.ingest.config.ConfigFile;
import io.kinedex.ingest.config.VideoLimits;
import io.kinedex.ingest.kinesis.Operations;
import io.kinedex.ingest.kinesis.TestEndpoint;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesisvideo.KinesisVideoClient;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.KinesisVideoArchivedMediaClient;
import software.amazon.awssdk.services.kinesisvideomedia.KinesisVideoMediaClient;

/** Kinesis Video's API over an archive of its own, on a free port, with Amazon's clients for it. Closed by the test. */
final class VideoService implements AutoCloseable {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    static final ArchiveOptions ARCHIVE = new ArchiveOptions(4 << 20, 0, 50 << 20, Duration.ofDays(7), Long.MAX_VALUE);

    private final FragmentArchive archive;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final TestEndpoint endpoint;

    VideoService(Path folder, VideoLimits limits) {
        this(folder, limits, ARCHIVE, host -> host, Clock.systemUTC());
    }

    /**
     * With more that is its own.
     *
     * @param host what stands between the API and its streams
     */
    VideoService(Path folder, VideoLimits limits, ArchiveOptions options, UnaryOperator<StreamHost> host, Clock clock) {
        archive = FragmentArchive.open(folder.resolve("archive"), options, clock);
        Operations operations = new Operations();
        KinesisVideo.register(
                operations,
                archive,
                folder.resolve("kinesis-video"),
                host.apply(new OwnStreams(archive)),
                new VideoSettings(TestEndpoint.REGION, TestEndpoint.ACCOUNT, limits, clock),
                meters);
        endpoint = new TestEndpoint(operations);
    }

    /** AWS's limits, but for readers: not every client lets go of a connection at once when its answer is cut. */
    static VideoLimits manyReaders() {
        return limits();
    }

    /** The same with these keys of {@code kinesis.video} set otherwise, such as {@code put-session-max: 1s}. */
    static VideoLimits limits(String... keys) {
        Map<String, String> all = new TreeMap<>(
                Map.of("get-connections-max", "100", "list-connections-max", "100", "calls-per-second", "100"));
        for (String key : keys) {
            all.put(key.substring(0, key.indexOf(':')), key.substring(key.indexOf(' ')));
        }
        StringBuilder file = new StringBuilder("kinesis:\n  video:\n");
        all.forEach((key, value) ->
                file.append("    ").append(key).append(": ").append(value).append('\n'));
        try {
            Path written = Files.createTempFile("limits", ".yaml");
            try {
                return ConfigFile.read(Files.writeString(written, file))
                        .kinesis()
                        .video();
            } finally {
                Files.delete(written);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    FragmentArchive archive() {
        return archive;
    }

    double metered(String name, String... tags) {
        return meters.get(name).tags(tags).counter().count();
    }

    URI address() {
        return endpoint.address();
    }

    KinesisVideoClient video(SdkHttpClient http) {
        return KinesisVideoClient.builder()
                .endpointOverride(address())
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials())
                .httpClient(http)
                .build();
    }

    KinesisVideoMediaClient media(SdkHttpClient http) {
        return KinesisVideoMediaClient.builder()
                .endpointOverride(address())
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials())
                .httpClient(http)
                .build();
    }

    KinesisVideoArchivedMediaClient archived(SdkHttpClient http) {
        return KinesisVideoArchivedMediaClient.builder()
                .endpointOverride(address())
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials())
                .httpClient(http)
                .build();
    }

    static MediaProducer.Call call(String stream) {
        return new MediaProducer.Call(
                stream, START, TestEndpoint.ACCESS_KEY_ID, TestEndpoint.SECRET, TestEndpoint.REGION);
    }

    static StaticCredentialsProvider credentials() {
        return StaticCredentialsProvider.create(
                AwsBasicCredentials.create(TestEndpoint.ACCESS_KEY_ID, TestEndpoint.SECRET));
    }

    /** A video of so many seconds as a producer would send it: a document for each second. */
    static List<Fragment> fragments(Path folder, int seconds) {
        Path file = TestVideo.write(folder.resolve("v.mp4"), seconds);
        List<Fragment> cut = new ArrayList<>();
        CutOptions options = new CutOptions(START, FragmentNumber.ONE, Duration.ofSeconds(1), 1 << 20);
        try (FragmentCutter cutter = FragmentCutter.open(file, options)) {
            for (Optional<Fragment> next = cutter.next(); next.isPresent(); next = cutter.next()) {
                cut.add(next.get());
            }
        }
        return List.copyOf(cut);
    }

    static byte[] body(List<Fragment> fragments) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        fragments.forEach(fragment -> body.writeBytes(bytes(fragment)));
        return body.toByteArray();
    }

    static byte[] bytes(Fragment fragment) {
        byte[] bytes = new byte[fragment.bytes().remaining()];
        fragment.bytes().get(bytes);
        return bytes;
    }

    @Override
    public void close() {
        endpoint.close();
        archive.close();
    }
}
