package io.kinedex.metadata.sink;

import io.kinedex.metadata.stream.StartPosition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * How a {@link SinkRunner} follows the stream. Immutable.
 *
 * @param name     of the sink: letters, digits, dots, dashes and underscores, at most 64
 * @param folder   where its cursor is kept, in a file of its name
 * @param streams  only records of these stream names; empty for all
 * @param from     where to begin when there is no cursor yet
 * @param batch    records that are handed over at once, at most
 * @param tick     how often the sink is called while there is nothing new
 * @param pauseMin after the first failure; doubled with each one that follows without progress in between
 * @param pauseMax the longest pause; each is shortened by chance by up to a half
 */
public record SinkOptions(
        String name,
        Path folder,
        Set<String> streams,
        StartPosition from,
        int batch,
        Duration tick,
        Duration pauseMin,
        Duration pauseMax) {
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

    public SinkOptions {
        requireName(name);
        streams = Set.copyOf(streams);
        if (batch < 1) {
            throw new IllegalArgumentException(
                    "sink %s: a batch of %d records, must be 1 or more".formatted(name, batch));
        }
        if (!tick.isPositive() || !pauseMin.isPositive() || pauseMax.compareTo(pauseMin) < 0) {
            throw new IllegalArgumentException(
                    "sink %s: tick %s and pause %s must be positive, and the longest pause %s not shorter"
                            .formatted(name, tick, pauseMin, pauseMax));
        }
    }

    /** 500 records a batch, 50 ms between ticks, pauses of half a second to half a minute. */
    public static SinkOptions of(String name, Path folder, Set<String> streams, StartPosition from) {
        return new SinkOptions(
                name,
                folder,
                streams,
                from,
                500,
                Duration.ofMillis(50),
                Duration.ofMillis(500),
                Duration.ofSeconds(30));
    }

    public SinkOptions withPauses(Duration min, Duration max) {
        return new SinkOptions(name, folder, streams, from, batch, tick, min, max);
    }

    /** @throws IllegalArgumentException where the name cannot be a sink's */
    public static void requireName(String name) {
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException("sink name '%s' must match %s".formatted(name, NAME));
        }
    }
}
