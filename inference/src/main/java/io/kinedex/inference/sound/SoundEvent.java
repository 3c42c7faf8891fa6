package io.kinedex.inference.sound;

import java.time.Instant;

/**
 * Something that was heard.
 *
 * @param label      of its class, lower case
 * @param start      producer time
 * @param end        producer time, after {@code start}
 * @param confidence the highest in it, 0..1
 */
public record SoundEvent(String label, Instant start, Instant end, double confidence) {}
