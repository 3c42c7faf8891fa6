package io.kinedex.frames;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avutil.AV_FRAME_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_side_data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVFrameSideData;
import org.jspecify.annotations.Nullable;

/**
 * Reads a picture from a file as a frame, by the decoders and the scaler that make the frames of streams: JPEG, PNG, BMP,
 * GIF, TIFF, WebP and the portable pixmaps. What a file is, its first bytes say; its name does not count. Of a picture that
 * moves it takes the first. Upright: a JPEG's EXIF orientation is followed. Stateless; platform threads only.
 */
public final class PictureFile {
    private static final int HEAD_BYTES = 12;

    static {
        Ffmpeg.load();
    }

    private PictureFile() {}

    /**
     * Waits for a buffer of the pool, and gives the frame to the caller, who closes it.
     *
     * @param time        that the frame shall carry
     * @param longSideMax pixels of the frame's longer side at most; the picture is never enlarged
     * @throws FramesException where it is no picture, is damaged, or cannot be read
     */
    public static Frame read(Path path, FramePool pool, Instant time, int longSideMax) throws InterruptedException {
        String format = format(path)
                .orElseThrow(() -> new FramesException(
                        FramesException.Code.UNSUPPORTED,
                        "%s: no picture of a known format (JPEG, PNG, BMP, GIF, TIFF, WebP, PNM)"
                                .formatted(path.getFileName())));
        try (MediaFile file = MediaFile.openAs(path, format)) {
            AVStream stream = MediaStreams.bestVideo(file.context())
                    .orElseThrow(() -> file.failure(FramesException.Code.NO_VIDEO, "no picture in it"));
            try (VideoDecoder decoder = new VideoDecoder(stream, 1);
                    PictureScaler scaler = new PictureScaler()) {
                Taking taking = new Taking(stream, pool, time, longSideMax, scaler);
                decode(file, stream, decoder, taking);
                return taking.taken()
                        .orElseThrow(() -> file.failure(FramesException.Code.MALFORMED, "its picture does not decode"));
            }
        }
    }

    private static void decode(MediaFile file, AVStream stream, VideoDecoder decoder, Taking taking)
            throws InterruptedException {
        AVPacket packet = av_packet_alloc();
        try {
            while (taking.taken().isEmpty() && file.read(packet) >= 0) {
                if (packet.stream_index() == stream.index()) {
                    decoder.decode(packet, taking);
                }
                av_packet_unref(packet);
            }
            if (taking.taken().isEmpty()) {
                decoder.decode(null, taking);
            }
        } finally {
            av_packet_free(packet);
        }
    }

    /** The demuxer for what the first bytes say; each reads one file and nothing that the file names. */
    private static Optional<String> format(Path path) {
        byte[] head;
        try (InputStream in = Files.newInputStream(path)) {
            head = in.readNBytes(HEAD_BYTES);
        } catch (IOException e) {
            throw new FramesException(FramesException.Code.READ_FAILED, "%s cannot be read: %s".formatted(path, e), e);
        }
        String text = new String(head, StandardCharsets.ISO_8859_1);
        return Optional.ofNullable(format(text));
    }

    private static @Nullable String format(String head) {
        if (head.startsWith("\u00ff\u00d8\u00ff")) {
            return "jpeg_pipe";
        } else if (head.startsWith("\u0089PNG")) {
            return "png_pipe";
        } else if (head.startsWith("BM")) {
            return "bmp_pipe";
        } else if (head.startsWith("GIF8")) {
            return "gif";
        } else if (head.startsWith("RIFF") && head.startsWith("WEBP", 8)) {
            return "webp_pipe";
        } else if (head.startsWith("II*\0") || head.startsWith("MM\0*")) {
            return "tiff_pipe";
        }
        return pixmap(head);
    }

    private static @Nullable String pixmap(String head) {
        if (head.length() < 3 || head.charAt(0) != 'P' || !Character.isWhitespace(head.charAt(2))) {
            return null;
        }
        return switch (head.charAt(1)) {
            case '1', '4' -> "pbm_pipe";
            case '2', '5' -> "pgm_pipe";
            case '3', '6' -> "ppm_pipe";
            case '7' -> "pam_pipe";
            default -> null;
        };
    }

    /** Takes the first picture that comes. */
    private static final class Taking implements VideoDecoder.Pictures {
        private final AVStream stream;
        private final FramePool pool;
        private final Instant time;
        private final int longSideMax;
        private final PictureScaler scaler;
        private @Nullable Frame frame;

        Taking(AVStream stream, FramePool pool, Instant time, int longSideMax, PictureScaler scaler) {
            this.stream = stream;
            this.pool = pool;
            this.time = time;
            this.longSideMax = longSideMax;
            this.scaler = scaler;
        }

        Optional<Frame> taken() {
            return Optional.ofNullable(frame);
        }

        @Override
        public void accept(AVFrame picture) throws InterruptedException {
            if (frame != null) {
                return;
            }
            Frame taken = pool.acquire();
            try {
                FrameGeometry geometry = FrameGeometry.of(
                        picture.width(),
                        picture.height(),
                        MediaStreams.pixelAspect(stream),
                        rotation(picture),
                        longSideMax,
                        pool.bytesPerFrame());
                taken.describe(geometry, time, true);
                scaler.scale(picture, geometry, taken.target());
            } catch (Throwable e) {
                taken.close();
                throw e;
            }
            frame = taken;
        }

        private static int rotation(AVFrame picture) {
            AVFrameSideData matrix = av_frame_get_side_data(picture, AV_FRAME_DATA_DISPLAYMATRIX);
            return matrix == null || matrix.isNull() ? 0 : MediaStreams.rotation(matrix.data(), matrix.size());
        }
    }
}
