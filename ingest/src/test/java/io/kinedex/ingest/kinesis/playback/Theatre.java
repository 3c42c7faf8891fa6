package io.kinedex.ingest.kinesis.playback;

import io.kinedex.frames.CutOptions;
import io.kinedex.frames.Fragment;
import io.kinedex.frames.FragmentCutter;
import io.kinedex.frames.FragmentNumber;
import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.ingest.archive.FragmentArchive.ArchiveOptions;
import io.kinedex.ingest.archive.FragmentArchive.Placing;
import io.kinedex.ingest.kinesis.MovableClock;
import io.kinedex.ingest.kinesis.Operations;
import io.kinedex.ingest.kinesis.TestEndpoint;
import io.kinedex.ingest.kinesis.playback.PlaybackStreams.PlaybackStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.KinesisVideoArchivedMediaClient;

/** An archive with a clock of its own behind an endpoint that plays it, and Amazon's client. */
final class Theatre implements AutoCloseable {
    static final Instant START = Instant.parse("2026-03-04T05:06:07.250Z");
    static final String ARN = "arn:aws:kinesisvideo:us-east-1:000000000000:stream/%s/1700000000000";

    final MovableClock clock = new MovableClock(START);
    final FragmentArchive archive;
    final KinesisVideoArchivedMediaClient client;
    private final Map<String, PlaybackStream> streams = new ConcurrentHashMap<>();
    private final PlaybackOperations playback;
    private final TestEndpoint endpoint;
    private final HttpClient http = HttpClient.newHttpClient();

    Theatre(Path folder) {
        ArchiveOptions options = new ArchiveOptions(8 << 20, 0, 16 << 20, Duration.ofDays(1), Long.MAX_VALUE);
        archive = FragmentArchive.open(folder.resolve("archive"), options, clock);
        Operations operations = new Operations();
        playback = PlaybackOperations.register(operations, archive, this::find, folder.resolve("playback"), 2, clock);
        endpoint = new TestEndpoint(operations);
        client = KinesisVideoArchivedMediaClient.builder()
                .endpointOverride(endpoint.address())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(TestEndpoint.ACCESS_KEY_ID, TestEndpoint.SECRET)))
                .httpClient(ApacheHttpClient.create())
                .build();
        stream("gate", true);
    }

    void stream(String name, boolean retains) {
        streams.put(name, new PlaybackStream(name, ARN.formatted(name), retains));
    }

    private Optional<PlaybackStream> find(String nameOrArn) {
        return streams.values().stream()
                .filter(stream ->
                        stream.name().equals(nameOrArn) || stream.arn().equals(nameOrArn))
                .findFirst();
    }

    /** A video's fragments, of about so long, from {@link #START} on. */
    static List<Fragment> cut(Path file, Duration target) {
        CutOptions options = new CutOptions(START, FragmentNumber.ONE, target, 1 << 24);
        List<Fragment> fragments = new ArrayList<>();
        try (FragmentCutter cutter = FragmentCutter.open(file, options)) {
            for (Optional<Fragment> next = cutter.next(); next.isPresent(); next = cutter.next()) {
                fragments.add(next.get());
            }
        }
        return fragments;
    }

    /** Keeps the fragment as received now, which is when it ends; {@code shift} later than it says. */
    ArchivedFragment append(String stream, Fragment fragment, Duration shift) {
        clock.move(fragment.duration());
        FragmentNumber next =
                archive.lastNumber(stream).map(FragmentNumber::next).orElse(FragmentNumber.ONE);
        return archive.append(stream, fragment, new Placing(next, shift, false));
    }

    void appendAll(String stream, List<Fragment> fragments) {
        fragments.forEach(fragment -> append(stream, fragment, Duration.ZERO));
    }

    HttpResponse<byte[]> fetch(URI address) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(30)).build();
        return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    @Override
    public void close() {
        client.close();
        http.close();
        endpoint.close();
        playback.close();
        archive.close();
    }
}
