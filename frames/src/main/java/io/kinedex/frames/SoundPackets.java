package io.kinedex.frames;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * The packets of a fragment's sound; their times are microseconds since that of the first. Owns native packets and the
 * open fragment. For one thread.
 */
final class SoundPackets implements AutoCloseable {
    private static final long MICROS_PER_SECOND = 1_000_000;

    /** What a lone packet is taken to last. */
    private static final long PACKET_MICROS = 20_000;

    private final FragmentInput input;
    private final AVStream stream;
    private final AudioDecoder.Key key;
    private final List<MediaPacket> packets = new ArrayList<>();
    private final int blocks;
    private final Instant first;

    /** @throws FramesException if the fragment cannot be opened or all its sound is encrypted or of unknown codecs */
    SoundPackets(Fragment fragment) {
        this.input = new FragmentInput(fragment);
        try {
            this.stream = choose(fragment, input);
            this.key = AudioDecoder.Key.of(stream);
            List<Block> sounds = fragment.blocksOf(input.trackNumber(stream.index()));
            this.blocks = sounds.size();
            Instant told = sounds.isEmpty()
                    ? fragment.producerStart()
                    : sounds.getFirst().time();
            // The samples that an encoder puts before the first are part of a Matroska block's time (CodecDelay).
            this.first = told.minus(Duration.ofNanos(key.paddingNanos()));
            readAll();
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    AVStream stream() {
        return stream;
    }

    AudioDecoder.Key key() {
        return key;
    }

    /** When the first sample that the first packet gives is heard. */
    Instant first() {
        return first;
    }

    List<MediaPacket> packets() {
        return packets;
    }

    boolean isEmpty() {
        return packets.isEmpty();
    }

    /** Blocks of the track that could not be read. */
    int missing() {
        return Math.max(0, blocks - packets.size());
    }

    /** Where the sound after these packets would start, in microseconds. */
    long endMicros() {
        return packets.getLast().pts() + spacingMicros();
    }

    /** How far the last two packets lie apart. */
    long spacingMicros() {
        int count = packets.size();
        long spacing = count < 2
                ? PACKET_MICROS
                : packets.get(count - 1).pts() - packets.get(count - 2).pts();
        return Math.clamp(spacing, 0, MICROS_PER_SECOND);
    }

    @Override
    public void close() {
        packets.forEach(MediaPacket::close);
        packets.clear();
        input.close();
    }

    private void readAll() {
        AVRational base = stream.time_base();
        long firstPts = AV_NOPTS_VALUE;
        AVPacket packet = av_packet_alloc();
        try {
            while (input.read(packet)) {
                if (packet.stream_index() == stream.index()) {
                    long pts = packet.pts() == AV_NOPTS_VALUE ? packet.dts() : packet.pts();
                    firstPts = firstPts == AV_NOPTS_VALUE ? pts : firstPts;
                    MediaPacket kept = MediaPacket.of(packet, 0);
                    long micros = av_rescale(pts - firstPts, base.num() * MICROS_PER_SECOND, base.den());
                    kept.moveTo(micros, micros);
                    packets.add(kept);
                }
                av_packet_unref(packet);
            }
        } finally {
            av_packet_free(packet);
        }
    }

    private static AVStream choose(Fragment fragment, FragmentInput input) {
        List<AVStream> sounds = MediaStreams.audio(input.context());
        return sounds.stream()
                .filter(MediaStreams::hasKnownCodec)
                .filter(sound -> !MediaStreams.isEncrypted(sound))
                .findFirst()
                .orElseThrow(() -> new FramesException(
                        sounds.stream().anyMatch(MediaStreams::isEncrypted)
                                ? FramesException.Code.ENCRYPTED
                                : FramesException.Code.UNSUPPORTED,
                        "fragment %s: no sound track that can be decoded".formatted(fragment.number())));
    }
}
