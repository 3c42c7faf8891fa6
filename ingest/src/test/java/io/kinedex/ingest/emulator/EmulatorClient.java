package io.kinedex.ingest.emulator;

import io.kinedex.frames.Fragment;
import io.kinedex.frames.FragmentLimits;
import io.kinedex.frames.FragmentNumber;
import io.kinedex.frames.FragmentReader;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.kinesisvideo.KinesisVideoClient;
import software.amazon.awssdk.services.kinesisvideo.model.APIName;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.KinesisVideoArchivedMediaClient;
import software.amazon.awssdk.services.kinesisvideomedia.KinesisVideoMediaClient;
import software.amazon.awssdk.services.kinesisvideomedia.model.StartSelector;
import software.amazon.awssdk.services.kinesisvideomedia.model.StartSelectorType;

/** A plain consumer by AWS's SDK, which neither retries nor goes on. For one thread. */
final class EmulatorClient implements AutoCloseable {
    private final KvsEmulator emulator;
    private final String stream;
    private final KinesisVideoClient control;
    private final KinesisVideoMediaClient media;
    private final KinesisVideoArchivedMediaClient archived;

    EmulatorClient(KvsEmulator emulator, String stream) {
        this(emulator, stream, emulator.endpoint());
    }

    EmulatorClient(KvsEmulator emulator, String stream, URI dataEndpoint) {
        this.emulator = emulator;
        this.stream = stream;
        this.control = configured(KinesisVideoClient.builder(), emulator.endpoint())
                .httpClientBuilder(ApacheHttpClient.builder())
                .build();
        this.media = configured(KinesisVideoMediaClient.builder(), dataEndpoint)
                .httpClientBuilder(ApacheHttpClient.builder().socketTimeout(Duration.ofSeconds(5)))
                .build();
        this.archived = configured(KinesisVideoArchivedMediaClient.builder(), dataEndpoint)
                .httpClientBuilder(ApacheHttpClient.builder())
                .build();
    }

    private <B extends AwsClientBuilder<B, C>, C extends SdkClient> B configured(B builder, URI endpoint) {
        return builder.endpointOverride(endpoint)
                .region(Region.of(emulator.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(emulator.accessKeyId(), emulator.secretKey())))
                .overrideConfiguration(c -> c.retryStrategy(DefaultRetryStrategy.doNotRetry()));
    }

    KinesisVideoClient control() {
        return control;
    }

    KinesisVideoArchivedMediaClient archived() {
        return archived;
    }

    URI dataEndpoint() {
        return URI.create(control.getDataEndpoint(r -> r.streamName(stream).apiName(APIName.GET_MEDIA))
                .dataEndpoint());
    }

    /**
     * What an answer was.
     *
     * @param failure with which it ended; empty where it ended in order or was left
     */
    record Answer(List<Fragment> fragments, Optional<Exception> failure) {
        List<FragmentNumber> numbers() {
            return fragments.stream().map(Fragment::number).toList();
        }
    }

    /** Reads from the earliest fragment on, until so many have come or the answer ends. */
    Answer getMedia(int atMost) {
        return getMedia(s -> s.startSelectorType(StartSelectorType.EARLIEST), atMost);
    }

    /** Reads what follows a fragment. */
    Answer getMediaAfter(FragmentNumber number, int atMost) {
        return getMedia(
                s -> s.startSelectorType(StartSelectorType.FRAGMENT_NUMBER).afterFragmentNumber(number.toString()),
                atMost);
    }

    private Answer getMedia(UnaryOperator<StartSelector.Builder> start, int atMost) {
        keepToTheCallLimit();
        StartSelector selector = start.apply(StartSelector.builder()).build();
        return read(() -> media.getMedia(r -> r.streamName(stream).startSelector(selector)), atMost);
    }

    /** The endpoint takes five GetMedia calls a second for each stream, as AWS does. */
    private static void keepToTheCallLimit() {
        try {
            Thread.sleep(210);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    Answer getFragments(List<FragmentNumber> numbers) {
        return read(
                () -> archived.getMediaForFragmentList(r -> r.streamName(stream)
                        .fragments(
                                numbers.stream().map(FragmentNumber::toString).toList())),
                Integer.MAX_VALUE);
    }

    private interface Opening {
        ResponseInputStream<?> open();
    }

    private static Answer read(Opening opening, int atMost) {
        List<Fragment> fragments = new ArrayList<>();
        try (ResponseInputStream<?> in = opening.open()) {
            try {
                FragmentReader reader = new FragmentReader(in, FragmentLimits.DEFAULTS);
                Optional<Fragment> next = reader.next();
                while (next.isPresent()) {
                    fragments.add(next.get());
                    next = fragments.size() < atMost ? reader.next() : Optional.empty();
                }
            } finally {
                // closing alone would read on
                in.abort();
            }
            return new Answer(fragments, Optional.empty());
        } catch (Exception e) {
            return new Answer(fragments, Optional.of(e));
        }
    }

    @Override
    public void close() {
        control.close();
        media.close();
        archived.close();
    }
}
