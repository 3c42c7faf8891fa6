package io.kinedex.frames;

import static org.bytedeco.ffmpeg.global.avformat.AVFMT_TS_DISCONT;
import static org.bytedeco.ffmpeg.global.avformat.av_find_input_format;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/**
 * A media file under FFmpeg's demuxers, opened so that the file's own words can do no harm: only containers that hold
 * their media themselves (no playlists, no image lists), no protocol but this one file, an end to every wait, limits on
 * streams and allocations. For one thread.
 */
final class MediaFile implements AutoCloseable {
    private static final Duration WAIT_MAX = Duration.ofSeconds(60);
    private static final int STREAMS_MAX = 64;

    /** Containers by their demuxers' names. Playlists and lists of files (hls, dash, concat, image2, ...) are not here. */
    private static final String CONTAINERS = String.join(
            ",",
            "mov,mp4,m4a,3gp,3g2,mj2",
            "matroska,webm",
            "mpegts,mpegtsraw,mpeg,mpegvideo,vob",
            "avi,flv,live_flv,asf,asf_o,ogg,mxf,mxf_opatom,nut,ivf,obu,av1,gxf,rm,wtv,dv,nsv,nuv,yuv4mpegpipe",
            "h264,hevc,vvc,m4v,h261,h263,mjpeg,vc1,vc1test,evc,apng,gif,webp_anim,lxf,swf,roq,ea,bink,smk,dxa,r3d,ifv",
            "aac,mp3,wav,flac,w64,aiff,au,caf,amr,ac3,eac3,dts,dtshd,tta,wv,ape,voc,mpc,mpc8,oma,aa,aax");

    private final Path path;
    private final Deadline deadline = new Deadline(WAIT_MAX);
    private final AVFormatContext context;

    static {
        Ffmpeg.load();
    }

    private MediaFile(Path path) {
        this.path = path;
        this.context = avformat_alloc_context();
    }

    /** Opens and examines the file. */
    static MediaFile open(Path path) {
        return open(path, CONTAINERS, null);
    }

    /** Opens and examines a file that is known to be of a format, by its demuxer's name, whatever the file's name. */
    static MediaFile openAs(Path path, String format) {
        return open(path, format, av_find_input_format(format));
    }

    private static MediaFile open(Path path, String formats, @Nullable AVInputFormat format) {
        requireContent(path);
        MediaFile file = new MediaFile(path);
        try {
            file.openContainer(formats, format);
            return file;
        } catch (Throwable e) {
            file.close();
            throw e;
        }
    }

    Path path() {
        return path;
    }

    AVFormatContext context() {
        return context;
    }

    String container() {
        return context.iformat().name().getString();
    }

    /** Whether the container's timestamps may jump without a gap in what is shown: MPEG-TS and its kin. */
    boolean timestampsMayJump() {
        return (context.iformat().flags() & AVFMT_TS_DISCONT) != 0;
    }

    Optional<Duration> duration() {
        long micros = context.duration();
        return micros == AV_NOPTS_VALUE || micros < 0 ? Optional.empty() : Optional.of(Duration.ofNanos(micros * 1000));
    }

    /** Reads a packet: 0, or {@code AVERROR_EOF}, or another error after which there is nothing more to read. */
    int read(AVPacket packet) {
        deadline.restart();
        int result = av_read_frame(context, packet);
        if (deadline.passed()) {
            throw failure(FramesException.Code.READ_FAILED, "reading took over " + WAIT_MAX.toSeconds() + " s");
        }
        return result;
    }

    FramesException failure(FramesException.Code code, String reason) {
        return new FramesException(code, path.getFileName() + ": " + reason);
    }

    @Override
    public void close() {
        if (!context.isNull()) {
            avformat_close_input(context);
        }
        deadline.close();
    }

    private void openContainer(String formats, @Nullable AVInputFormat format) {
        deadline.guard(context);
        context.max_streams(STREAMS_MAX);
        AVDictionary options = new AVDictionary(null);
        av_dict_set(options, "protocol_whitelist", "file", 0);
        av_dict_set(options, "format_whitelist", formats, 0);
        try {
            int result = avformat_open_input(context, "file:" + path.toAbsolutePath(), format, options);
            if (result < 0) {
                context.setNull();
                throw unreadable(result);
            }
        } finally {
            av_dict_free(options);
        }
        int result = avformat_find_stream_info(context, (PointerPointer<?>) null);
        if (result < 0 || context.nb_streams() == 0) {
            throw unreadable(result);
        }
    }

    private FramesException unreadable(int result) {
        if (deadline.passed()) {
            return failure(FramesException.Code.READ_FAILED, "opening took over " + WAIT_MAX.toSeconds() + " s");
        }
        Optional<String> cut = ContainerEnd.missing(path);
        if (cut.isPresent()) {
            return failure(FramesException.Code.TRUNCATED, cut.get());
        }
        String reason = result < 0 && result != AVERROR_EOF ? " (" + Ffmpeg.text(result) + ")" : "";
        return failure(FramesException.Code.MALFORMED, "not a media file that can be read" + reason);
    }

    private static void requireContent(Path path) {
        try {
            if (!Files.exists(path)) {
                throw new FramesException(FramesException.Code.READ_FAILED, path + ": there is no such file");
            }
            if (!Files.isRegularFile(path)) {
                throw new FramesException(FramesException.Code.UNSUPPORTED, path + ": not a regular file");
            }
            if (Files.size(path) == 0) {
                throw new FramesException(FramesException.Code.EMPTY, path.getFileName() + ": the file is empty");
            }
        } catch (IOException e) {
            throw new FramesException(FramesException.Code.READ_FAILED, path + ": " + e.getMessage(), e);
        }
    }
}
