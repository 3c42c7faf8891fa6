package io.kinedex.frames;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_DISCARD;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

/** The decoding of one fragment. For one thread, once. */
final class FragmentDecoding {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final FragmentInput input;
    private final AVStream stream;
    private final VideoDecoder decoder;
    private final FrameChoice choice;
    private final DecoderOptions options;
    private final FramePool pool;
    private final PictureScaler scaler;
    private final List<Block> pictures;
    private final Instant firstTime;
    private final int rotation;
    private final boolean keyframesOnly;
    private final DecodePlan plan;
    private long firstPts = AV_NOPTS_VALUE;
    private long lastPts = AV_NOPTS_VALUE;
    private int packets;
    private int decoded;
    private int sampled;
    private int corrupt;
    private String reason = "";

    FragmentDecoding(
            Fragment fragment,
            FragmentInput input,
            AVStream stream,
            VideoDecoder decoder,
            FrameChoice choice,
            DecoderOptions options,
            FramePool pool,
            PictureScaler scaler) {
        this.input = input;
        this.stream = stream;
        this.decoder = decoder;
        this.choice = choice;
        this.options = options;
        this.pool = pool;
        this.scaler = scaler;
        this.pictures = fragment.blocksOf(input.trackNumber(stream.index()));
        this.firstTime = pictures.isEmpty()
                ? fragment.producerStart()
                : pictures.getFirst().time();
        this.rotation = MediaStreams.rotation(stream.codecpar());
        this.plan = DecodePlan.of(stream.codecpar(), pictures, choice);
        this.keyframesOnly = options.sampling() instanceof SamplingPolicy.KeyFrames;
    }

    DecodeSummary run(AVPacket packet, FrameSink sink) throws InterruptedException {
        VideoDecoder.Pictures take = picture -> take(picture, sink);
        while (input.read(packet)) {
            try {
                if (packet.stream_index() == stream.index()) {
                    send(packet, take);
                }
            } finally {
                av_packet_unref(packet);
            }
        }
        decoder.dropNonReference(false);
        count(decoder.decode(null, take));
        if (packets < pictures.size()) {
            damage(
                    pictures.size() - packets,
                    "%d of %d pictures cannot be read".formatted(pictures.size() - packets, pictures.size()));
        }
        return new DecodeSummary(decoded, sampled, corrupt, reason);
    }

    private void send(AVPacket packet, VideoDecoder.Pictures take) throws InterruptedException {
        int index = packets++;
        if (packet.pts() == AV_NOPTS_VALUE) {
            packet.pts(packet.dts());
        }
        if (firstPts == AV_NOPTS_VALUE) {
            firstPts = packet.pts();
        }
        if (!plan.sends(index, pictures.size())) {
            return;
        }
        boolean hidden = index < pictures.size() && pictures.get(index).invisible();
        if (keyframesOnly && (hidden || (packet.flags() & AV_PKT_FLAG_KEY) == 0)) {
            return;
        }
        if (hidden) {
            packet.flags(packet.flags() | AV_PKT_FLAG_DISCARD);
        }
        decoder.dropNonReference(plan.droppable(index));
        count(decoder.decode(packet, take));
    }

    private void take(AVFrame picture, FrameSink sink) throws InterruptedException {
        decoded++;
        boolean damaged = (picture.flags() & Ffmpeg.FRAME_CORRUPT) != 0 || picture.decode_error_flags() != 0;
        if (damaged) {
            damage(1, "a picture is damaged");
        }
        Instant time = time(picture);
        boolean keyframe = keyframesOnly || (picture.flags() & Ffmpeg.FRAME_KEY) != 0;
        if (!choice.take(time, keyframe)) {
            return;
        }
        Frame frame = pool.acquire();
        try {
            FrameGeometry geometry = geometry(picture);
            frame.describe(geometry, time, keyframe);
            scaler.scale(picture, geometry, frame.target());
        } catch (Throwable e) {
            frame.close();
            throw e;
        }
        sampled++;
        sink.accept(frame);
    }

    private FrameGeometry geometry(AVFrame picture) {
        AVRational coded = picture.sample_aspect_ratio();
        double ratio = MediaStreams.pixelAspect(stream);
        // The container's word goes first, unless it only says what containers say by default.
        if (ratio == 1 && coded.num() > 0 && coded.den() > 0) {
            ratio = (double) coded.num() / coded.den();
        }
        return FrameGeometry.of(
                picture.width(), picture.height(), ratio, rotation, options.longSideMax(), pool.bytesPerFrame());
    }

    /** The picture's time, from its packet's; a picture without one follows the picture before it. */
    private Instant time(AVFrame picture) {
        long pts = picture.pts() != AV_NOPTS_VALUE ? picture.pts() : picture.best_effort_timestamp();
        if (pts == AV_NOPTS_VALUE) {
            pts = lastPts == AV_NOPTS_VALUE ? firstPts : lastPts + Math.max(1, picture.duration());
        }
        lastPts = pts;
        AVRational base = stream.time_base();
        return firstTime.plus(Duration.ofNanos(av_rescale(pts - firstPts, base.num() * NANOS_PER_SECOND, base.den())));
    }

    private void count(int result) {
        if (result < 0) {
            damage(1, Ffmpeg.text(result));
        }
    }

    private void damage(int pieces, String what) {
        corrupt += pieces;
        reason = reason.isEmpty() ? what : reason;
    }
}
