package io.kinedex.frames;

import java.util.List;

/**
 * Puts sound on a grid of samples. Matroska rounds times, to a millisecond as a rule; frames that follow one another
 * within that rounding are made to touch, so that a player hears no gaps. Stateless.
 */
final class SoundTimes {
    private static final long MICROS_PER_SECOND = 1_000_000;

    /** Both of two times may be rounded by half a millisecond, and a little more by what was there before. */
    private static final long ROUNDING_MICROS = 1_500;

    /** Samples of a frame of AAC, without and with spectral band replication. */
    private static final long[] FRAME_SAMPLES = {1024, 2048, 960};

    private SoundTimes() {}

    /** Sample positions of packets at growing times, one more than there are packets: the last one's end. */
    static long[] positions(List<MediaPacket> packets, int rate) {
        long frame = frameSamples(packets, rate);
        long rounding = ROUNDING_MICROS * rate / MICROS_PER_SECOND;
        long[] positions = new long[packets.size() + 1];
        for (int i = 0; i < packets.size(); i++) {
            long told = samples(packets.get(i).pts(), rate);
            long next = i == 0 ? told : positions[i - 1] + frame;
            boolean touches = Math.abs(told - next) <= rounding;
            positions[i] = touches ? next : Math.max(told, i == 0 ? told : positions[i - 1] + 1);
        }
        if (!packets.isEmpty()) {
            positions[packets.size()] = positions[packets.size() - 1] + frame;
        }
        return positions;
    }

    /** Of the lengths that a frame may have, the one nearest to the mean distance. */
    private static long frameSamples(List<MediaPacket> packets, int rate) {
        if (packets.size() < 2) {
            return FRAME_SAMPLES[0];
        }
        long span = packets.getLast().pts() - packets.getFirst().pts();
        long mean = samples(span, rate) / (packets.size() - 1);
        long best = FRAME_SAMPLES[0];
        for (long samples : FRAME_SAMPLES) {
            best = Math.abs(samples - mean) < Math.abs(best - mean) ? samples : best;
        }
        return best;
    }

    private static long samples(long micros, int rate) {
        long seconds = Math.floorDiv(micros, MICROS_PER_SECOND);
        return seconds * rate
                + Math.round(Math.floorMod(micros, MICROS_PER_SECOND) * (double) rate / MICROS_PER_SECOND);
    }
}
