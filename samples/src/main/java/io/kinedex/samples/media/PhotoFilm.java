package io.kinedex.samples.media;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameFilter;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.FrameFilter;
import org.bytedeco.javacv.FrameRecorder;

/**
 * Makes an H.264 film of photographs with FFmpeg's filters and encoder, in this process: FFmpeg's own program also wants the
 * system's sound and X11 libraries, which a server does not have. One thread.
 */
final class PhotoFilm {
    static final int WIDTH = 768;
    static final int HEIGHT = 576;

    static final int FRAMES_PER_SECOND = 25;

    /** @param path where the photograph lies */
    record Scene(Shot shot, Path path) {
        /** FFmpeg's description of the scene's pictures. JavaCV's filter wants an input, which none of them is made of. */
        private String graph() {
            int repeats = shot.seconds() * FRAMES_PER_SECOND - 1;
            return "[in]nullsink;movie=%s,loop=%d:1,%s[out]"
                    .formatted(quoted(path.toString()), repeats, shot.filters());
        }

        /** An option's value in a filter graph, which FFmpeg unquotes twice (its manual, "Notes on filtergraph escaping"). */
        private static String quoted(String value) {
            String option = value.replace("\\", "\\\\").replace(":", "\\:").replace("'", "\\'");
            return "'" + option.replace("'", "'\\''") + "'";
        }
    }

    private PhotoFilm() {}

    /** Makes the film all at once: {@code target} is there whole or not at all. The same scenes give the same bytes. */
    static void make(List<Scene> scenes, Path target) throws IOException {
        Files.createDirectories(target.toAbsolutePath().getParent());
        Path film = target.resolveSibling(UUID.randomUUID() + ".mp4");
        avutil.av_log_set_level(avutil.AV_LOG_ERROR);
        try {
            try (FFmpegFrameRecorder recorder = recorder(film)) {
                recorder.start();
                for (Scene scene : scenes) {
                    record(scene, recorder);
                }
                recorder.stop();
            }
            Files.move(film, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (FrameRecorder.Exception e) {
            throw new IOException("FFmpeg could not make the film %s: %s".formatted(target, e.getMessage()), e);
        } finally {
            Files.deleteIfExists(film);
        }
    }

    private static FFmpegFrameRecorder recorder(Path film) {
        FFmpegFrameRecorder recorder = new FFmpegFrameRecorder(film.toFile(), WIDTH, HEIGHT);
        recorder.setVideoCodecName("libopenh264");
        recorder.setPixelFormat(avutil.AV_PIX_FMT_YUV420P);
        recorder.setFrameRate(FRAMES_PER_SECOND);
        recorder.setGopSize(50);
        recorder.setVideoBitrate(1_500_000);
        recorder.setVideoOption("threads", "1");
        recorder.setVideoOption("flags", "+bitexact");
        recorder.setOption("fflags", "+bitexact");
        recorder.setOption("movflags", "+faststart");
        return recorder;
    }

    private static void record(Scene scene, FFmpegFrameRecorder recorder) throws IOException, FrameRecorder.Exception {
        try (FFmpegFrameFilter filter = new FFmpegFrameFilter(scene.graph(), WIDTH, HEIGHT)) {
            filter.start();
            for (Frame frame = filter.pullImage(); frame != null; frame = filter.pullImage()) {
                recorder.record(frame, avutil.AV_PIX_FMT_YUV420P);
            }
        } catch (FrameFilter.Exception e) {
            throw new IOException(
                    "FFmpeg could not make a film of the photograph %s: %s".formatted(scene.path(), e.getMessage()), e);
        }
    }
}
