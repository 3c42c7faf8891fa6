package io.kinedex.frames;

import static org.bytedeco.ffmpeg.avformat.AVFormatContext.AVFMT_FLAG_BITEXACT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_clone;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_copy;
import static org.bytedeco.ffmpeg.global.avformat.av_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_close_dyn_buf;
import static org.bytedeco.ffmpeg.global.avformat.avio_open_dyn_buf;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_free;

import java.util.List;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * Writes one container document to memory with FFmpeg, streams copied as they are. The same input gives the same bytes.
 * For one thread.
 */
final class FragmentMuxer implements AutoCloseable {
    /** FFmpeg's name for "write what the format's draft says": AV1 and such are standard by now. */
    private static final int COMPLIANCE_EXPERIMENTAL = -2;

    private final AVFormatContext context = new AVFormatContext(null);
    private final AVIOContext buffer = new AVIOContext(null);
    private int refused;

    /** One packet at its time in the document. */
    record Timed(AVPacket packet, int track, long ptsMillis, long dtsMillis, long durationMillis, boolean key) {}

    FragmentMuxer(String format, List<AVStream> streams, Map<String, String> tags) {
        Ffmpeg.check(
                avformat_alloc_output_context2(context, null, format, (String) null),
                FramesException.Code.UNSUPPORTED,
                "no writer for " + format);
        try {
            Ffmpeg.check(avio_open_dyn_buf(buffer), FramesException.Code.WRITE_FAILED, "no memory for a fragment");
            context.pb(buffer);
            context.flags(context.flags() | AVFMT_FLAG_BITEXACT);
            context.avoid_negative_ts(0);
            context.strict_std_compliance(COMPLIANCE_EXPERIMENTAL);
            streams.forEach(this::addStream);
            AVDictionary metadata = new AVDictionary(null);
            tags.forEach((name, value) -> av_dict_set(metadata, name, value, 0));
            context.metadata(metadata);
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /** Writes everything and gives the document's bytes. */
    byte[] write(List<Timed> packets, Map<String, String> options) {
        AVDictionary dictionary = new AVDictionary(null);
        options.forEach((name, value) -> av_dict_set(dictionary, name, value, 0));
        try {
            Ffmpeg.check(
                    avformat_write_header(context, dictionary),
                    FramesException.Code.UNSUPPORTED,
                    "these tracks cannot be written as "
                            + context.oformat().name().getString());
        } finally {
            av_dict_free(dictionary);
        }
        writeAll(packets);
        Ffmpeg.check(av_write_trailer(context), FramesException.Code.WRITE_FAILED, "ending a fragment failed");
        return takeBytes();
    }

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
        to.codecpar().codec_tag(0);
        to.time_base(Ffmpeg.rational(1, 1000));
        to.disposition(from.disposition());
        to.avg_frame_rate(from.avg_frame_rate());
        to.sample_aspect_ratio(
                from.sample_aspect_ratio().num() > 0
                        ? from.sample_aspect_ratio()
                        : from.codecpar().sample_aspect_ratio());
    }

    /** A damaged packet that the container cannot hold is left out; the fragment fails only where none can be held. */
    private void writeAll(List<Timed> packets) {
        int written = 0;
        int refusal = 0;
        for (Timed packet : packets) {
            int code = writePacket(packet);
            if (code >= 0) {
                written++;
            } else {
                refusal = code;
            }
        }
        if (written == 0) {
            Ffmpeg.check(refusal, FramesException.Code.MALFORMED, "no packet can be written");
        }
        refused = packets.size() - written;
    }

    /** How many packets the container did not take. */
    int refused() {
        return refused;
    }

    private int writePacket(Timed timed) {
        AVPacket packet = av_packet_clone(timed.packet());
        try {
            packet.stream_index(timed.track());
            packet.pts(timed.ptsMillis());
            packet.dts(timed.dtsMillis());
            packet.duration(timed.durationMillis());
            packet.flags(timed.key() ? AV_PKT_FLAG_KEY : 0);
            packet.pos(-1);
            return av_write_frame(context, packet);
        } finally {
            av_packet_free(packet);
        }
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
