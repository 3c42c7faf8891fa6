package io.kinedex.ingest.sink;

import io.kinedex.ingest.config.SinkConfig;
import io.kinedex.metadata.sink.SinkStatus;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A sink as openapi.yaml's schema {@code Sink} has it.
 *
 * @param state         {@code opening}, {@code running}, {@code pausing} or {@code closed}
 * @param acknowledged  sequence number up to which everything is at the other side
 * @param lag           records that the stream is ahead
 * @param behindSeconds age of the oldest record that was handed over and not acknowledged
 * @param handed        records handed over since the start, repetitions included
 * @param skipped       records that retention took away before the sink came to them
 */
public record SinkView(
        String name,
        String kind,
        List<String> streams,
        String state,
        long acknowledged,
        long lag,
        double behindSeconds,
        long handed,
        long failures,
        Optional<String> failure,
        Optional<Instant> failed,
        long skipped,
        Map<String, Long> events) {
    static SinkView of(SinkConfig config, SinkStatus status) {
        return new SinkView(
                status.name(),
                config.kind(),
                config.streams(),
                status.state().name().toLowerCase(Locale.ROOT),
                status.acknowledged().value(),
                status.lag(),
                status.behind().toMillis() / 1000.0,
                status.handed(),
                status.failures(),
                status.failure(),
                status.failed(),
                status.skipped(),
                status.events());
    }
}
