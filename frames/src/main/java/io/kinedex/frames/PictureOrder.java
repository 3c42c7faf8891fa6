package io.kinedex.frames;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_HEVC;
import static org.bytedeco.ffmpeg.global.avcodec.av_parser_close;
import static org.bytedeco.ffmpeg.global.avcodec.av_parser_init;
import static org.bytedeco.ffmpeg.global.avcodec.av_parser_parse2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVCodecParserContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;

/** Reads pictures' places in display order and their sizes from their headers, without decoding them. For one thread. */
final class PictureOrder implements AutoCloseable {
    private static final int COMPLETE_FRAMES = 1;
    private static final int HEVC_BLA_FIRST = 16;
    private static final int HEVC_IDR_LAST = 20;
    private static final int HEVC_VCL_END = 32;

    private final AVCodecParameters parameters;
    private final AVCodecContext context = avcodec_alloc_context3(null);
    private final AVCodecParserContext parser;

    PictureOrder(AVCodecParameters parameters) {
        this.parameters = parameters;
        avcodec_parameters_to_context(context, parameters);
        AVCodecParserContext found = av_parser_init(parameters.codec_id());
        this.parser = found == null ? new AVCodecParserContext(null) : found;
        if (!parser.isNull()) {
            parser.flags(parser.flags() | COMPLETE_FRAMES);
        }
    }

    /** The picture order count: grows with display order between two keyframes. */
    int count(AVPacket packet) {
        if (parser.isNull()) {
            return 0;
        }
        try (PointerPointer<BytePointer> out = new PointerPointer<>(1);
                IntPointer size = new IntPointer(1)) {
            av_parser_parse2(
                    parser, context, out, size, packet.data(), packet.size(), AV_NOPTS_VALUE, AV_NOPTS_VALUE, 0);
        }
        return parser.output_picture_number();
    }

    /** Width that the packet's headers give, after {@link #count}; 0 where they do not. */
    int width() {
        return parser.isNull() ? 0 : Math.max(0, parser.width());
    }

    /** Height that the packet's headers give, after {@link #count}; 0 where they do not. */
    int height() {
        return parser.isNull() ? 0 : Math.max(0, parser.height());
    }

    /**
     * Whether pictures that follow a keyframe and are shown before it can be decoded without those before it. H.265 says
     * so by the keyframe's type (ITU-T H.265, table 7-1: BLA and IDR; after a CRA it may not be so).
     */
    boolean cleanKeyframe(AVPacket packet) {
        return parameters.codec_id() == AV_CODEC_ID_HEVC && cleanHevc(packet);
    }

    @Override
    public void close() {
        if (!parser.isNull()) {
            av_parser_close(parser);
            parser.setNull();
        }
        avcodec_free_context(context);
    }

    private boolean cleanHevc(AVPacket packet) {
        byte[] data = new byte[packet.size()];
        packet.data().capacity(data.length).get(data);
        boolean prefixed =
                parameters.extradata_size() > 22 && parameters.extradata().get(0) == 1;
        int prefix = prefixed ? (parameters.extradata().get(21) & 3) + 1 : 0;
        int position = nextUnit(data, 0, prefix);
        while (position >= 0 && position + prefix < data.length) {
            int type = data[position] >> 1 & 0x3f;
            if (type < HEVC_VCL_END) {
                return type >= HEVC_BLA_FIRST && type <= HEVC_IDR_LAST;
            }
            position = prefix > 0
                    ? nextUnit(data, position + length(data, position - prefix, prefix), prefix)
                    : nextUnit(data, position, 0);
        }
        return false;
    }

    /** Where the next NAL unit starts: after a length of {@code prefix} bytes, or after a start code; -1 where none is. */
    private static int nextUnit(byte[] data, int from, int prefix) {
        if (prefix > 0) {
            return from >= 0 && from + prefix < data.length ? from + prefix : -1;
        }
        for (int i = from; i + 3 < data.length; i++) {
            if (data[i] == 0 && data[i + 1] == 0 && data[i + 2] == 1) {
                return i + 3;
            }
        }
        return -1;
    }

    private static int length(byte[] data, int from, int prefix) {
        int value = 0;
        for (int i = 0; i < prefix; i++) {
            value = value << 8 | Byte.toUnsignedInt(data[from + i]);
        }
        return value < 0 ? data.length : value;
    }
}
