package io.kinedex.ingest.kinesis.video;

import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.ingest.archive.FragmentInflow;
import io.kinedex.ingest.kinesis.Exchange;
import io.kinedex.ingest.kinesis.Operation;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;

/**
 * Takes a producer's stream in. A stream has one producer at a time; a second one takes the place of the first. Any thread.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesisvideostreams/latest/dg/API_dataplane_PutMedia.html">PutMedia</a>
 * @see <a href="https://docs.aws.amazon.com/kinesisvideostreams/latest/dg/limits.html">Quotas: of several connections the last
 *     is accepted</a>
 */
final class PutMedia implements Operation {
    /** What the producer before has sent whole is kept first. */
    private static final Duration HAND_OVER = Duration.ofSeconds(3);

    private final VideoStreams streams;
    private final FragmentArchive archive;
    private final StreamHost host;
    private final VideoSettings settings;
    private final VideoMetrics metrics;
    private final Sessions sessions;

    PutMedia(
            VideoStreams streams,
            FragmentArchive archive,
            StreamHost host,
            VideoSettings settings,
            VideoMetrics metrics) {
        this.streams = streams;
        this.archive = archive;
        this.host = host;
        this.settings = settings;
        this.metrics = metrics;
        this.sessions = new Sessions(
                "PutMedia",
                settings.limits().putConnectionsMax(),
                settings.limits().callsPerSecond());
    }

    Sessions sessions() {
        return sessions;
    }

    @Override
    public void answer(Exchange call) throws IOException, InterruptedException {
        VideoStream stream = streams.require(
                call.header("x-amzn-stream-name"),
                call.header("x-amzn-stream-arn"),
                "x-amzn-stream-name or x-amzn-stream-arn");
        call.requireAllowed(settings.arn(stream));
        ProducerClock clock = ProducerClock.of(call, settings.clock().instant());
        try (Sessions.Session session = sessions.takeOver(stream.name(), HAND_OVER);
                OutputStream acks = call.stream("application/json", Map.of());
                FragmentInflow inflow = archive.inflow(stream.name())) {
            AckWriter writer = new AckWriter(acks, metrics);
            PutIntake intake = new PutIntake(stream, streams, archive, inflow, host, settings, metrics, writer, clock);
            try (WatchedBody body =
                            new WatchedBody(call.body(), writer, intake::streamIsThere, settings.limits(), metrics);
                    PutKeeper keeper = new PutKeeper(inflow, intake::kept, () -> body.end(WatchedBody.End.NOT_KEPT))) {
                session.whenTakenOver(() -> body.end(WatchedBody.End.TAKEN_OVER));
                new PutSession(body, intake, keeper, writer).run();
            }
        }
    }
}
