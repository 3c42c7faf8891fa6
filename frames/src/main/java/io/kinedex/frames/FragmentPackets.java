package io.kinedex.frames;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/**
 * The packets of chosen tracks of a fragment, in its order; their times are microseconds since a given instant. The nth
 * packet that FFmpeg reads of a track is its nth block. For one thread.
 */
final class FragmentPackets implements AutoCloseable {
    private final List<MediaPacket> pictures = new ArrayList<>();
    private final List<MediaPacket> sounds = new ArrayList<>();

    /** Reads the streams to which {@code tracks} gives an output track; 0 is the one that leads. */
    FragmentPackets(Fragment fragment, FragmentInput input, Map<Integer, Integer> tracks, Instant zero) {
        Map<Integer, Iterator<Block>> blocks = new HashMap<>();
        tracks.keySet()
                .forEach(stream -> blocks.put(
                        stream, fragment.blocksOf(input.trackNumber(stream)).iterator()));
        AVPacket packet = av_packet_alloc();
        try {
            while (input.read(packet)) {
                Iterator<Block> left = blocks.get(packet.stream_index());
                if (left != null && left.hasNext()) {
                    add(packet, left.next(), tracks.getOrDefault(packet.stream_index(), 0), zero);
                }
                av_packet_unref(packet);
            }
        } finally {
            av_packet_free(packet);
        }
    }

    /** In decoding order. The list may be changed by who takes packets out, and then closes them. */
    List<MediaPacket> pictures() {
        return pictures;
    }

    List<MediaPacket> sounds() {
        return sounds;
    }

    @Override
    public void close() {
        pictures.forEach(MediaPacket::close);
        sounds.forEach(MediaPacket::close);
    }

    private void add(AVPacket packet, Block block, int track, Instant zero) {
        MediaPacket item = MediaPacket.of(packet, track, block.invisible());
        long micros = Duration.between(zero, block.time()).toNanos() / 1_000;
        item.moveTo(micros, micros);
        (track == 0 ? pictures : sounds).add(item);
    }
}
