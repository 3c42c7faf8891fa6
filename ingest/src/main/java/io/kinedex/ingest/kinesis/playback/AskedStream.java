package io.kinedex.ingest.kinesis.playback;

import io.kinedex.ingest.kinesis.AwsException;
import io.kinedex.ingest.kinesis.Exchange;
import io.kinedex.ingest.kinesis.playback.PlaybackStreams.PlaybackStream;
import java.util.Optional;

/** Finds the stream of a call, by StreamName or StreamARN, and asks whether the caller may play it. Safe for all threads. */
final class AskedStream {
    private final PlaybackStreams streams;

    AskedStream(PlaybackStreams streams) {
        this.streams = streams;
    }

    PlaybackStream require(Exchange exchange) {
        Arguments input = new Arguments(exchange.input());
        Optional<String> name = input.text("StreamName");
        Optional<String> arn = input.text("StreamARN");
        if (name.isPresent() == arn.isPresent()) {
            throw Arguments.invalid("either StreamName or StreamARN must be given");
        }
        String asked = name.or(() -> arn).orElseThrow();
        PlaybackStream stream = streams.find(asked)
                .orElseThrow(() -> MediaErrors.notFound("the requested stream %s is not found".formatted(asked)));
        exchange.requireAllowed(stream.arn());
        if (!stream.retains()) {
            throw new AwsException(
                    400,
                    "NoDataRetentionException",
                    "stream '%s' retains no data, so that there is nothing to play".formatted(stream.name()));
        }
        return stream;
    }
}
