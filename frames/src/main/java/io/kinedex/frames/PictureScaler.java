package io.kinedex.frames;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT2020_CL;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT2020_NCL;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT470BG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_FCC;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_SMPTE170M;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_SMPTE240M;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGB24;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ411P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ422P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ440P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ444P;
import static org.bytedeco.ffmpeg.global.swscale.SWS_ACCURATE_RND;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BILINEAR;
import static org.bytedeco.ffmpeg.global.swscale.sws_freeContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getCoefficients;
import static org.bytedeco.ffmpeg.global.swscale.sws_getContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale;
import static org.bytedeco.ffmpeg.global.swscale.sws_setColorspaceDetails;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/**
 * Scales a decoded picture and makes it RGB in one pass (FFmpeg's swscale), then turns it upright. Of an interlaced
 * picture only the field is taken that was shot first: exact in time, no ghosts, half the rows. For one thread.
 */
final class PictureScaler implements AutoCloseable {
    private static final int PLANES = 4;
    private static final int SLACK_BYTES = 128;

    /** From this height on, pictures that do not name their colours are taken for BT.709, below for BT.601. */
    private static final int HIGH_DEFINITION_HEIGHT = 720;

    private static final int ONE = 1 << 16;

    private final PointerPointer<BytePointer> source = new PointerPointer<>(PLANES);
    private final PointerPointer<BytePointer> target = new PointerPointer<>(PLANES);
    private final IntPointer sourceStrides = new IntPointer(PLANES);
    private final IntPointer targetStrides = new IntPointer(PLANES);
    private @Nullable SwsContext context;
    private @Nullable Setup current;
    private BytePointer upright = new BytePointer(1);

    /** Everything on which swscale's tables depend. */
    private record Setup(
            int width, int height, int format, int matrix, boolean fullRange, int scaledWidth, int scaledHeight) {}

    /** Writes the picture into {@code out}, row by row without gaps. */
    void scale(AVFrame picture, FrameGeometry geometry, BytePointer out) {
        boolean field = (picture.flags() & Ffmpeg.FRAME_INTERLACED) != 0 && picture.height() > 1;
        SwsContext ready = prepare(picture, geometry, field);
        boolean turned = geometry.rotation() != 0;
        BytePointer rgb = turned ? scratch(geometry) : out;
        int lines = point(picture, field);
        target.put(0, rgb);
        targetStrides.put(0, geometry.scaledWidth() * 3);
        int written = sws_scale(ready, source, sourceStrides, 0, lines, target, targetStrides);
        if (written != geometry.scaledHeight()) {
            throw new FramesException(
                    FramesException.Code.UNSUPPORTED,
                    "scaling wrote %d of %d rows".formatted(written, geometry.scaledHeight()));
        }
        if (turned) {
            PictureTurn.turn(rgb, out, geometry);
        }
    }

    @Override
    public void close() {
        freeContext();
        source.close();
        target.close();
        sourceStrides.close();
        targetStrides.close();
        upright.close();
    }

    /** Points swscale at the whole picture or at its first field; gives the number of lines. */
    private int point(AVFrame picture, boolean field) {
        boolean bottom = field && (picture.flags() & Ffmpeg.FRAME_TOP_FIELD_FIRST) == 0;
        for (int plane = 0; plane < PLANES; plane++) {
            BytePointer data = picture.data(plane);
            int stride = picture.linesize(plane);
            boolean lined = data != null && !data.isNull() && stride != 0;
            source.put(plane, lined && bottom ? new BytePointer(data).position(stride) : data);
            sourceStrides.put(plane, field ? stride * 2 : stride);
        }
        return field ? fieldLines(picture.height(), bottom) : picture.height();
    }

    private SwsContext prepare(AVFrame picture, FrameGeometry geometry, boolean field) {
        boolean bottom = field && (picture.flags() & Ffmpeg.FRAME_TOP_FIELD_FIRST) == 0;
        Setup wanted = new Setup(
                picture.width(),
                field ? fieldLines(picture.height(), bottom) : picture.height(),
                picture.format(),
                matrix(picture),
                isFullRange(picture),
                geometry.scaledWidth(),
                geometry.scaledHeight());
        SwsContext ready = context;
        return ready != null && wanted.equals(current) ? ready : build(wanted);
    }

    private SwsContext build(Setup setup) {
        freeContext();
        SwsContext built = sws_getContext(
                setup.width(),
                setup.height(),
                setup.format(),
                setup.scaledWidth(),
                setup.scaledHeight(),
                AV_PIX_FMT_RGB24,
                SWS_BILINEAR | SWS_ACCURATE_RND,
                null,
                null,
                (DoublePointer) null);
        if (built == null || built.isNull()) {
            throw new FramesException(
                    FramesException.Code.UNSUPPORTED,
                    "pictures of %dx%d in pixel format %d cannot be scaled"
                            .formatted(setup.width(), setup.height(), setup.format()));
        }
        context = built;
        IntPointer coefficients = sws_getCoefficients(setup.matrix());
        sws_setColorspaceDetails(built, coefficients, setup.fullRange() ? 1 : 0, coefficients, 1, 0, ONE, ONE);
        current = setup;
        return built;
    }

    private BytePointer scratch(FrameGeometry geometry) {
        long bytes = (long) geometry.scaledWidth() * geometry.scaledHeight() * 3 + SLACK_BYTES;
        if (upright.capacity() < bytes) {
            upright.close();
            upright = new BytePointer(bytes);
        }
        return upright;
    }

    private void freeContext() {
        current = null;
        if (context != null) {
            sws_freeContext(context);
            context = null;
        }
    }

    private static int fieldLines(int height, boolean bottom) {
        return bottom ? height / 2 : (height + 1) / 2;
    }

    /** An index for sws_getCoefficients: FFmpeg numbers both alike for the matrices that it knows. */
    private static int matrix(AVFrame picture) {
        int space = picture.colorspace();
        if (space == AVCOL_SPC_BT2020_CL) {
            return AVCOL_SPC_BT2020_NCL;
        }
        boolean known = space == AVCOL_SPC_BT709
                || space == AVCOL_SPC_FCC
                || space == AVCOL_SPC_BT470BG
                || space == AVCOL_SPC_SMPTE170M
                || space == AVCOL_SPC_SMPTE240M
                || space == AVCOL_SPC_BT2020_NCL;
        if (known) {
            return space;
        }
        return picture.height() >= HIGH_DEFINITION_HEIGHT ? AVCOL_SPC_BT709 : AVCOL_SPC_SMPTE170M;
    }

    private static boolean isFullRange(AVFrame picture) {
        if (picture.color_range() != AVCOL_RANGE_UNSPECIFIED) {
            return picture.color_range() == AVCOL_RANGE_JPEG;
        }
        int format = picture.format();
        return format == AV_PIX_FMT_YUVJ420P
                || format == AV_PIX_FMT_YUVJ422P
                || format == AV_PIX_FMT_YUVJ444P
                || format == AV_PIX_FMT_YUVJ440P
                || format == AV_PIX_FMT_YUVJ411P;
    }
}
