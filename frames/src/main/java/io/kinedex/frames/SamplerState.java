package io.kinedex.frames;

import java.time.Instant;

/**
 * Where sampling stands in a stream, for a checkpoint. Immutable; safe for all threads.
 *
 * @param anchor from where intervals are counted: the time of the first sampled frame
 * @param slot   the interval from which a frame was last taken, from 0
 */
public record SamplerState(Instant anchor, long slot) {}
