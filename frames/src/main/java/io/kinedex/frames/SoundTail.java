package io.kinedex.frames;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The last packets of a fragment's sound, which the next fragment's decoder hears first. Owns them. For one thread. */
final class SoundTail implements AutoCloseable {
    /** Opus settles in 80 ms (RFC 7845, section 4.6); MP3 borrows bits from five frames back at most. */
    private static final long TAIL_MICROS = 120_000;

    private static final int PACKETS_MIN = 2;
    private static final int PACKETS_MAX = 48;
    private static final long ROUNDING_MICROS = 5_000;

    private final AudioDecoder.Key key;
    private final Instant first;
    private final long endMicros;
    private final long slackMicros;
    private final List<MediaPacket> packets = new ArrayList<>();

    SoundTail(SoundPackets from) {
        this.key = from.key();
        this.first = from.first();
        this.endMicros = from.endMicros();
        this.slackMicros = from.spacingMicros() + ROUNDING_MICROS;
        List<MediaPacket> all = from.packets();
        int start = all.size();
        while (start > 0 && all.size() - start < PACKETS_MAX && wanted(all, start - 1)) {
            start--;
        }
        for (MediaPacket packet : all.subList(start, all.size())) {
            MediaPacket kept = MediaPacket.of(packet.packet(), 0);
            kept.moveTo(packet.pts(), packet.pts());
            packets.add(kept);
        }
    }

    /** Whether these packets are what was heard just before those. */
    boolean leadsTo(SoundPackets next) {
        return key.equals(next.key()) && Math.abs(offsetMicros(next) + endMicros) <= slackMicros;
    }

    List<MediaPacket> packets() {
        return packets;
    }

    /** What to add to a packet's time here to have it since the first packet there. */
    long offsetMicros(SoundPackets next) {
        return Duration.between(next.first(), first).toNanos() / 1_000;
    }

    @Override
    public void close() {
        packets.forEach(MediaPacket::close);
        packets.clear();
    }

    private boolean wanted(List<MediaPacket> all, int index) {
        return all.size() - index <= PACKETS_MIN || endMicros - all.get(index).pts() <= TAIL_MICROS;
    }
}
