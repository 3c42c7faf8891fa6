package io.kinedex.ingest;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ShortBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.FrameRecorder;

/** Makes small real videos: a bright square that moves over a grey ground, a key frame every second. */
public final class TestVideo {
    public static final int WIDTH = 320;
    public static final int HEIGHT = 180;
    public static final int FRAMES_PER_SECOND = 10;
    private static final int SAMPLE_RATE = 48_000;

    private TestVideo() {}

    /** An MPEG-4 video in the container that the file's name says. */
    public static Path write(Path file, int seconds) {
        avutil.av_log_set_level(avutil.AV_LOG_ERROR);
        try (FFmpegFrameRecorder recorder = new FFmpegFrameRecorder(file.toFile(), WIDTH, HEIGHT)) {
            recorder.setVideoCodec(avcodec.AV_CODEC_ID_MPEG4);
            recorder.setFrameRate(FRAMES_PER_SECOND);
            recorder.setGopSize(FRAMES_PER_SECOND);
            recorder.setVideoBitrate(400_000);
            recorder.setPixelFormat(avutil.AV_PIX_FMT_YUV420P);
            recorder.start();
            for (int i = 0; i < seconds * FRAMES_PER_SECOND; i++) {
                try (Frame frame = picture(i)) {
                    recorder.record(frame, avutil.AV_PIX_FMT_BGR24);
                }
            }
            recorder.stop();
        } catch (FrameRecorder.Exception e) {
            throw new IllegalStateException("cannot encode " + file, e);
        }
        return file;
    }

    /** H.264 with a tone in AAC, in the container that the file's name says. */
    public static Path writeH264(Path file, int seconds, int width, int height) {
        short[] tone = tone(0, seconds * SAMPLE_RATE).array();
        return writeH264(file, width, height, tone, SAMPLE_RATE);
    }

    /** H.264 as long as the given sound, which is mono and becomes AAC; in the container that the file's name says. */
    public static Path writeH264(Path file, int width, int height, short[] sound, int rate) {
        avutil.av_log_set_level(avutil.AV_LOG_ERROR);
        try (FFmpegFrameRecorder recorder = new FFmpegFrameRecorder(file.toFile(), width, height, 1)) {
            recorder.setVideoCodecName("libopenh264");
            recorder.setAudioCodec(avcodec.AV_CODEC_ID_AAC);
            recorder.setSampleRate(rate);
            recorder.setFrameRate(FRAMES_PER_SECOND);
            recorder.setGopSize(FRAMES_PER_SECOND);
            recorder.setVideoBitrate(400_000);
            recorder.setPixelFormat(avutil.AV_PIX_FMT_YUV420P);
            recorder.start();
            int samples = rate / FRAMES_PER_SECOND;
            for (int i = 0; i < sound.length / samples; i++) {
                try (Frame frame = picture(i)) {
                    recorder.record(frame, avutil.AV_PIX_FMT_BGR24);
                }
                recorder.recordSamples(
                        rate, 1, ShortBuffer.wrap(Arrays.copyOfRange(sound, i * samples, (i + 1) * samples)));
            }
            recorder.stop();
        } catch (FrameRecorder.Exception e) {
            throw new IllegalStateException("cannot encode " + file, e);
        }
        return file;
    }

    /** Which picture of a video this is, by where its square is; of the first 280. */
    public static int number(BufferedImage image) {
        int row = 80 * image.getHeight() / HEIGHT;
        int x = 0;
        while ((image.getRGB(x, row) & 0xff) < 160) {
            x++;
        }
        int left = Math.round((float) x * WIDTH / image.getWidth());
        for (int i = 0; i < WIDTH - 40; i++) {
            if (i * 3 % (WIDTH - 40) == left) {
                return i;
            }
        }
        throw new AssertionError("no picture has its square at " + left);
    }

    private static ShortBuffer tone(int from, int count) {
        ShortBuffer samples = ShortBuffer.allocate(count);
        for (int i = 0; i < count; i++) {
            samples.put((short) (8_000 * Math.sin((from + i) / 20.0)));
        }
        return samples.flip();
    }

    private static Frame picture(int index) {
        Frame frame = new Frame(WIDTH, HEIGHT, Frame.DEPTH_UBYTE, 3);
        ByteBuffer pixels = (ByteBuffer) frame.image[0];
        int left = index * 3 % (WIDTH - 40);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                boolean square = x >= left && x < left + 40 && y >= 60 && y < 100;
                for (int channel = 0; channel < 3; channel++) {
                    pixels.put(y * frame.imageStride + x * 3 + channel, (byte) (square ? 230 : 90));
                }
            }
        }
        return frame;
    }
}
