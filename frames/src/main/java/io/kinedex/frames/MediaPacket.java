package io.kinedex.frames;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_DISCARD;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_clone;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;

import org.bytedeco.ffmpeg.avcodec.AVPacket;

/** A coded picture or piece of sound between demuxer and muxer; owns a native packet. For one thread. */
final class MediaPacket implements AutoCloseable {
    private final AVPacket packet;
    private final int track;
    private final boolean key;
    private final boolean hidden;
    private final int bytes;
    private int width;
    private int height;
    private boolean newSize;
    private long pts;
    private long dts;

    private MediaPacket(AVPacket packet, int track, boolean hidden) {
        this.packet = packet;
        this.track = track;
        this.hidden = hidden;
        this.key = (packet.flags() & AV_PKT_FLAG_KEY) != 0;
        this.bytes = packet.size();
        this.pts = packet.pts();
        this.dts = packet.dts();
    }

    /** Takes another reference to the packet's data. */
    static MediaPacket of(AVPacket packet, int track) {
        return of(packet, track, (packet.flags() & AV_PKT_FLAG_DISCARD) != 0);
    }

    static MediaPacket of(AVPacket packet, int track, boolean hidden) {
        return new MediaPacket(av_packet_clone(packet), track, hidden);
    }

    /** The same picture again, to be decoded and not shown. */
    MediaPacket hiddenCopy() {
        MediaPacket copy = new MediaPacket(av_packet_clone(packet), track, true);
        copy.pts = pts;
        copy.dts = dts;
        return copy;
    }

    AVPacket packet() {
        return packet;
    }

    /** The output track, from 0. */
    int track() {
        return track;
    }

    boolean key() {
        return key;
    }

    /** Whether the picture is there for others to be decoded from, and not shown. */
    boolean hidden() {
        return hidden;
    }

    int bytes() {
        return bytes;
    }

    long pts() {
        return pts;
    }

    long dts() {
        return dts;
    }

    void moveTo(long newPts, long newDts) {
        pts = newPts;
        dts = newDts;
    }

    /** Whether the pictures have another size from here on. */
    boolean newSize() {
        return newSize;
    }

    /** Size by the picture's own header; 0 where it does not say. */
    int width() {
        return width;
    }

    int height() {
        return height;
    }

    void describe(int newWidth, int newHeight, boolean changed) {
        width = newWidth;
        height = newHeight;
        newSize = changed;
    }

    @Override
    public void close() {
        av_packet_free(packet);
    }
}
