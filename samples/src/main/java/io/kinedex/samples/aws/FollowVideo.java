package io.kinedex.samples.aws;

import io.kinedex.frames.Fragment;
import io.kinedex.frames.FragmentLimits;
import io.kinedex.frames.FragmentReader;
import io.kinedex.frames.FramesException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesisvideo.KinesisVideoClient;
import software.amazon.awssdk.services.kinesisvideomedia.KinesisVideoMediaClient;
import software.amazon.awssdk.services.kinesisvideomedia.model.StartSelector;

/**
 * Follows a Kinesis Video stream from its earliest fragment on, also over cut connections. To try it: {@code kinedex
 * kvs-emulator --stream gate --fault cut:every=5}, then {@code FollowVideo http://127.0.0.1:7676 gate}.
 */
public final class FollowVideo {
    private String last = "";

    private FollowVideo() {}

    public static void main(String[] args) throws InterruptedException {
        if (args.length != 2) {
            System.err.println("usage: FollowVideo ENDPOINT STREAM");
            System.exit(2);
        }
        var follower = new FollowVideo();
        while (true) {
            try {
                follower.follow(URI.create(args[0]), args[1]);
            } catch (IOException | SdkException | FramesException e) {
                System.err.println("goes on after: " + e.getMessage());
            }
            Thread.sleep(Duration.ofSeconds(1));
        }
    }

    private void follow(URI endpoint, String stream) throws IOException {
        try (var video = KinesisVideoClient.builder().endpointOverride(endpoint).build()) {
            var data = video.getDataEndpoint(r -> r.streamName(stream).apiName("GET_MEDIA"));
            var from = StartSelector.builder()
                    .startSelectorType(last.isEmpty() ? "EARLIEST" : "FRAGMENT_NUMBER")
                    .afterFragmentNumber(last.isEmpty() ? null : last);
            try (var media = KinesisVideoMediaClient.builder()
                            .endpointOverride(URI.create(data.dataEndpoint()))
                            .build();
                    var answer = media.getMedia(r -> r.streamName(stream).startSelector(from.build()));
                    var reader = new FragmentReader(answer, FragmentLimits.DEFAULTS)) {
                for (Optional<Fragment> next = reader.next(); next.isPresent(); next = reader.next()) {
                    System.out.println(next.get());
                    last = next.get().number().toString();
                }
            }
        }
    }
}
