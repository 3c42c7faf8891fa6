package io.kinedex.frames;

import static org.bytedeco.ffmpeg.avformat.AVFormatContext.AVFMT_FLAG_BITEXACT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_HEVC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_clone;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_copy;
import static org.bytedeco.ffmpeg.global.avformat.av_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_close_dyn_buf;
import static org.bytedeco.ffmpeg.global.avformat.avio_open_dyn_buf;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_free;

import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * Writes an MP4 in two parts with FFmpeg: the initialisation and one movie fragment whose times are kept as they are
 * given. The same input gives the same bytes. For one thread, one movie fragment.
 */
final class SegmentMuxer implements AutoCloseable {
    /** One time unit of video: microseconds, so that no source's times are rounded. */
    private static final int VIDEO_TIMESCALE = 1_000_000;

    private static final String FLAGS = "empty_moov+default_base_moof+frag_custom+frag_discont";
    private static final int HVC1 = 'h' | 'v' << 8 | 'c' << 16 | '1' << 24;
    private static final int AAC_FRAME_SAMPLES = 1024;

    private final AVFormatContext context = new AVFormatContext(null);
    private final AVIOContext buffer = new AVIOContext(null);
    private final byte[] header;

    /** Writes the initialisation of these streams, in this order. */
    SegmentMuxer(List<AVStream> streams) {
        Ffmpeg.check(
                avformat_alloc_output_context2(context, null, "mp4", (String) null),
                FramesException.Code.UNSUPPORTED,
                "no writer for mp4");
        try {
            context.flags(context.flags() | AVFMT_FLAG_BITEXACT);
            context.avoid_negative_ts(0);
            streams.forEach(this::addStream);
            openBuffer();
            writeHeader();
            header = takeBytes();
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /** The boxes ftyp and moov. */
    byte[] header() {
        return header;
    }

    /** Units of a second in which a stream's times are. */
    int timescale(int stream) {
        return context.streams(stream).time_base().den();
    }

    /** The boxes moof and mdat. */
    byte[] segment(List<Sample> samples) {
        openBuffer();
        samples.forEach(this::write);
        Ffmpeg.check(av_write_frame(context, null), FramesException.Code.WRITE_FAILED, "ending a segment failed");
        return takeBytes();
    }

    /** A packet at its times in its stream's units. */
    record Sample(MediaPacket packet, int stream, long pts, long dts, long duration) {}

    @Override
    public void close() {
        if (!buffer.isNull()) {
            takeBytes();
        }
        if (!context.isNull()) {
            avformat_free_context(context);
            context.setNull();
        }
    }

    private void addStream(AVStream from) {
        AVStream to = avformat_new_stream(context, null);
        Ffmpeg.check(
                avcodec_parameters_copy(to.codecpar(), from.codecpar()),
                FramesException.Code.UNSUPPORTED,
                "codec parameters cannot be copied");
        to.codecpar().codec_tag(from.codecpar().codec_id() == AV_CODEC_ID_HEVC ? HVC1 : 0);
        if (to.codecpar().codec_type() == AVMEDIA_TYPE_AUDIO && to.codecpar().frame_size() == 0) {
            to.codecpar().frame_size(AAC_FRAME_SAMPLES);
        }
        to.time_base(Ffmpeg.rational(1, VIDEO_TIMESCALE));
        to.sample_aspect_ratio(from.sample_aspect_ratio());
    }

    private void writeHeader() {
        AVDictionary options = new AVDictionary(null);
        av_dict_set(options, "movflags", FLAGS, 0);
        av_dict_set(options, "use_editlist", "0", 0);
        try {
            Ffmpeg.check(
                    avformat_write_header(context, options),
                    FramesException.Code.UNSUPPORTED,
                    "these tracks cannot be written as mp4");
        } finally {
            av_dict_free(options);
        }
    }

    private void write(Sample sample) {
        AVPacket packet = av_packet_clone(sample.packet().packet());
        try {
            packet.stream_index(sample.stream());
            packet.pts(sample.pts());
            packet.dts(sample.dts());
            packet.duration(sample.duration());
            packet.flags(sample.packet().key() ? AV_PKT_FLAG_KEY : 0);
            packet.pos(-1);
            Ffmpeg.check(av_write_frame(context, packet), FramesException.Code.MALFORMED, "a frame cannot be written");
        } finally {
            av_packet_free(packet);
        }
    }

    private void openBuffer() {
        Ffmpeg.check(avio_open_dyn_buf(buffer), FramesException.Code.WRITE_FAILED, "no memory for a segment");
        context.pb(buffer);
    }

    private byte[] takeBytes() {
        try (PointerPointer<BytePointer> out = new PointerPointer<>(1)) {
            int size = avio_close_dyn_buf(buffer, out);
            buffer.setNull();
            context.pb(null);
            BytePointer data = out.get(BytePointer.class, 0);
            byte[] bytes = new byte[size];
            data.capacity(size).get(bytes);
            av_free(data);
            return bytes;
        }
    }
}
