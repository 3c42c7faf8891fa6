package io.kinedex.ingest;

import io.kinedex.inference.pinned.PinnedList;
import io.kinedex.inference.pinned.PinnedStore;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import javax.imageio.ImageIO;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.FrameRecorder;
import org.bytedeco.javacv.Java2DFrameConverter;

/** Makes H.264 videos of 720 lines that show text over a ground with some structure, a key frame every second. */
public final class TextVideo {
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 720;
    private static final int FRAMES_PER_SECOND = 10;
    private static final String PINNED = "../inference/src/test/resources/io/kinedex/inference/pictures.yaml";

    private TextVideo() {}

    /** What is to be read, for that many seconds, one line below the other. */
    public record Shot(int seconds, List<String> lines) {}

    public static Path write(Path file, List<Shot> shots) {
        List<BufferedImage> pictures = shots.stream()
                .flatMap(shot -> Collections.nCopies(shot.seconds(), picture(shot.lines())).stream())
                .toList();
        return encode(file, pictures);
    }

    /** A pinned photograph that stands still for that many seconds. */
    public static Path still(Path file, String photo, int seconds) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D pen = image.createGraphics();
        try {
            BufferedImage read = ImageIO.read(pinned(photo).toFile());
            int width = read.getWidth() * HEIGHT / read.getHeight();
            pen.drawImage(read, (WIDTH - width) / 2, 0, width, HEIGHT, null);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + photo, e);
        } finally {
            pen.dispose();
        }
        return encode(file, Collections.nCopies(seconds, image));
    }

    /** @param seconds a picture for each */
    private static Path encode(Path file, List<BufferedImage> seconds) {
        avutil.av_log_set_level(avutil.AV_LOG_ERROR);
        try (FFmpegFrameRecorder recorder = new FFmpegFrameRecorder(file.toFile(), WIDTH, HEIGHT);
                Java2DFrameConverter converter = new Java2DFrameConverter()) {
            recorder.setVideoCodecName("libopenh264");
            recorder.setFrameRate(FRAMES_PER_SECOND);
            recorder.setGopSize(FRAMES_PER_SECOND);
            recorder.setVideoBitrate(1_500_000);
            recorder.setPixelFormat(avutil.AV_PIX_FMT_YUV420P);
            recorder.setVideoCodec(avcodec.AV_CODEC_ID_H264);
            recorder.start();
            for (BufferedImage picture : seconds) {
                for (int i = 0; i < FRAMES_PER_SECOND; i++) {
                    recorder.record(converter.convert(picture), avutil.AV_PIX_FMT_BGR24);
                }
            }
            recorder.stop();
        } catch (FrameRecorder.Exception e) {
            throw new IllegalStateException("cannot encode " + file, e);
        }
        return file;
    }

    private static BufferedImage picture(List<String> lines) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D pen = image.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        for (int x = 0; x < WIDTH; x++) {
            for (int y = 0; y < HEIGHT; y += 8) {
                int grey = 60 + (int) (20 * Math.sin(x / 90.0) + 15 * Math.cos(y / 55.0));
                pen.setColor(new Color(grey, grey, grey + 20));
                pen.fillRect(x, y, 1, 8);
            }
        }
        pen.setFont(font().deriveFont(40f));
        pen.setColor(new Color(240, 240, 230));
        for (int i = 0; i < lines.size(); i++) {
            pen.drawString(lines.get(i), 140, 160 + 110 * i);
        }
        pen.dispose();
        return image;
    }

    private static Path pinned(String name) {
        return PinnedStore.configured()
                .require(PinnedList.read(PINNED).stream()
                        .filter(file -> file.name().equals(name))
                        .findFirst()
                        .orElseThrow());
    }

    private static Font font() {
        try {
            return Font.createFont(Font.TRUETYPE_FONT, pinned("DejaVuSans.ttf").toFile());
        } catch (IOException | FontFormatException e) {
            throw new IllegalStateException("cannot read the pinned font", e);
        }
    }
}
