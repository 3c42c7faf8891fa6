package io.kinedex.frames;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_H264;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_HEVC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_PROP_REORDER;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_descriptor_get;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodecDescriptor;
import org.bytedeco.ffmpeg.avformat.AVStream;

/**
 * Gives every picture its presentation time where the container has only decoding times, as AVI and bare streams do.
 *
 * <ul>
 *   <li>H.264 and H.265: pictures between two keyframes are shown in the order of their picture order counts.
 *   <li>Codecs with B-pictures and no deeper order (MPEG-1, -2, -4): a reference picture is shown when the next reference
 *       picture is decoded (ISO/IEC 13818-2, 6.1.1.11).
 *   <li>All others show what they decode, in that order.
 * </ul>
 *
 * <p>For one thread.
 */
final class PresentationTimes implements AutoCloseable {
    /** More pictures than any encoder puts between keyframes by default; bounds what waits. */
    private static final int WAITING_MAX = 1_000;

    private final boolean countsOrder;
    private final boolean reorders;
    private final PictureOrder order;
    private final Deque<MediaPacket> waiting = new ArrayDeque<>();
    private final List<Integer> counts = new ArrayList<>();
    private boolean restoring;
    private long lastDts;

    PresentationTimes(AVStream stream) {
        int codec = stream.codecpar().codec_id();
        AVCodecDescriptor descriptor = avcodec_descriptor_get(codec);
        this.countsOrder = codec == AV_CODEC_ID_H264 || codec == AV_CODEC_ID_HEVC;
        this.reorders = descriptor != null && (descriptor.props() & AV_CODEC_PROP_REORDER) != 0;
        this.order = new PictureOrder(stream.codecpar());
    }

    /** Takes the next packet in decoding order; gives those whose times are known. */
    void add(MediaPacket packet, Consumer<MediaPacket> out) {
        if (packet.dts() == AV_NOPTS_VALUE) {
            packet.moveTo(packet.pts(), packet.pts());
        }
        lastDts = packet.dts();
        restoring |= packet.pts() == AV_NOPTS_VALUE;
        if (!restoring) {
            out.accept(packet);
        } else if (countsOrder) {
            addCounted(packet, out);
        } else if (reorders) {
            addReference(packet, out);
        } else {
            packet.moveTo(packet.dts(), packet.dts());
            out.accept(packet);
        }
    }

    /** Gives what still waits; the stream has ended, and its next packet would have had {@code endDts}. */
    void finish(long endDts, Consumer<MediaPacket> out) {
        if (countsOrder) {
            flushCounted(out);
        } else {
            flushReference(endDts, out);
        }
    }

    @Override
    public void close() {
        waiting.forEach(MediaPacket::close);
        waiting.clear();
        order.close();
    }

    private void addReference(MediaPacket packet, Consumer<MediaPacket> out) {
        if (packet.pts() == AV_NOPTS_VALUE || waiting.size() >= WAITING_MAX) {
            flushReference(packet.dts(), out);
        }
        if (packet.pts() != AV_NOPTS_VALUE && waiting.isEmpty()) {
            out.accept(packet);
        } else {
            waiting.add(packet);
        }
    }

    private void flushReference(long referencePts, Consumer<MediaPacket> out) {
        MediaPacket reference = waiting.peek();
        if (reference != null && reference.pts() == AV_NOPTS_VALUE) {
            reference.moveTo(referencePts, reference.dts());
        }
        drain(out);
    }

    private void addCounted(MediaPacket packet, Consumer<MediaPacket> out) {
        if (packet.key() || waiting.size() >= WAITING_MAX) {
            flushCounted(out);
        }
        waiting.add(packet);
        counts.add(order.count(packet.packet()));
    }

    private void flushCounted(Consumer<MediaPacket> out) {
        MediaPacket[] group = waiting.toArray(MediaPacket[]::new);
        boolean missing = Arrays.stream(group).anyMatch(p -> p.pts() == AV_NOPTS_VALUE);
        if (missing) {
            Integer[] shown = new Integer[group.length];
            Arrays.setAll(shown, i -> i);
            Arrays.sort(shown, Comparator.comparing(counts::get));
            long[] times =
                    Arrays.stream(group).mapToLong(MediaPacket::dts).sorted().toArray();
            for (int rank = 0; rank < shown.length; rank++) {
                MediaPacket packet = group[shown[rank]];
                packet.moveTo(times[rank], packet.dts());
            }
        }
        counts.clear();
        drain(out);
    }

    private void drain(Consumer<MediaPacket> out) {
        while (!waiting.isEmpty()) {
            MediaPacket packet = waiting.remove();
            if (packet.pts() == AV_NOPTS_VALUE) {
                packet.moveTo(packet.dts() == AV_NOPTS_VALUE ? lastDts : packet.dts(), packet.dts());
            }
            out.accept(packet);
        }
    }
}
