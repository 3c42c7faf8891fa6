package io.kinedex.ingest.kinesis.video;

import io.kinedex.frames.FragmentNumber;
import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.ingest.kinesis.Exchange;
import io.kinedex.ingest.kinesis.Operation;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;

/**
 * Sends a stream's fragments from a chosen one on, and then each as it comes. Any thread.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesisvideostreams/latest/dg/API_dataplane_GetMedia.html">GetMedia</a>
 */
final class GetMedia implements Operation {
    private final VideoStreams streams;
    private final FragmentArchive archive;
    private final VideoSettings settings;
    private final VideoMetrics metrics;
    private final Sessions sessions;

    GetMedia(VideoStreams streams, FragmentArchive archive, VideoSettings settings, VideoMetrics metrics) {
        this.streams = streams;
        this.archive = archive;
        this.settings = settings;
        this.metrics = metrics;
        this.sessions = new Sessions(
                "GetMedia",
                settings.limits().getConnectionsMax(),
                settings.limits().callsPerSecond());
    }

    Sessions sessions() {
        return sessions;
    }

    @Override
    public void answer(Exchange call) throws IOException, InterruptedException {
        VideoStream stream = streams.require(call.input());
        call.requireAllowed(settings.arn(stream));
        StartSelector selector = StartSelector.of(call.input().path("StartSelector"));
        try (Sessions.Session session = sessions.enter(stream.name())) {
            // before the caller knows that it is in: what comes afterwards is new to it
            send(call, stream, selector, selector.resolve(archive, stream.name()));
        }
    }

    private void send(Exchange call, VideoStream stream, StartSelector selector, Optional<FragmentNumber> start)
            throws IOException, InterruptedException {
        try (OutputStream out = new PacedOutput(
                        call.stream("video/webm", Map.of()),
                        settings.limits().getBytesPerSecond().bytes());
                FragmentSender sender = new FragmentSender(archive, out, metrics)) {
            if (start.isEmpty()) {
                sender.error(selector.named(), GetSession.FRAGMENT_NOT_FOUND, "The requested fragment is not found");
                return;
            }
            new GetSession(stream, streams, archive, settings, sender).run(start.get());
        }
    }
}
