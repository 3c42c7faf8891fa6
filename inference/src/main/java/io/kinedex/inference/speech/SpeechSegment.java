package io.kinedex.inference.speech;

import io.kinedex.frames.Sound;
import java.time.Instant;

/**
 * Sound in which somebody speaks, with a little around it. Whoever holds the samples must not change them.
 *
 * @param start       producer time of the first sample
 * @param samples     mono, 16 kHz, -1..1
 * @param probability the mean probability of its windows that they are speech, 0..1
 */
@SuppressWarnings("ArrayRecordComponent") // Copying seconds of sound for each reader would be waste.
public record SpeechSegment(Instant start, float[] samples, double probability) {
    public Instant end() {
        return start.plus(Sound.duration(samples.length));
    }
}
