package io.kinedex.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures of a red left half and a blue right half, 40 x 20. */
class PictureFileTest {
    private static final Instant TIME = Instant.parse("2026-11-26T10:00:00Z");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"jpg", "png", "bmp", "gif", "tiff"})
    void readsPicturesWhateverTheirNames(String format) throws Exception {
        Path file = folder.resolve("no-ending");
        assertThat(ImageIO.write(picture(), format, file.toFile())).isTrue();

        try (FramePool pool = pool();
                Frame frame = PictureFile.read(file, pool, TIME, 64)) {
            assertThat(frame.width()).isEqualTo(40);
            assertThat(frame.height()).isEqualTo(20);
            assertThat(frame.time()).isEqualTo(TIME);
            assertColour(frame, 5, 10, 255, 0, 0);
            assertColour(frame, 35, 10, 0, 0, 255);
        }
    }

    @Test
    void makesLargePicturesSmaller() throws Exception {
        Path file = write("large.png", "png");

        try (FramePool pool = pool();
                Frame frame = PictureFile.read(file, pool, TIME, 20)) {
            assertThat(frame.width()).isEqualTo(20);
            assertThat(frame.height()).isEqualTo(10);
            assertThat(frame.displayWidth()).isEqualTo(40);
        }
    }

    @Test
    void turnsAPictureUprightAsItsCameraSays() throws Exception {
        Path file = folder.resolve("turned.jpg");
        Files.write(file, withOrientation(Files.readAllBytes(write("plain.jpg", "jpg")), 6));

        try (FramePool pool = pool();
                Frame frame = PictureFile.read(file, pool, TIME, 64)) {
            assertThat(frame.width()).isEqualTo(20);
            assertThat(frame.height()).isEqualTo(40);
            assertColour(frame, 10, 5, 255, 0, 0);
            assertColour(frame, 10, 35, 0, 0, 255);
        }
    }

    @Test
    void refusesWhatIsNoPicture() throws Exception {
        Path text = Files.writeString(folder.resolve("notes.jpg"), "these are notes, whatever the name says");
        byte[] whole = Files.readAllBytes(write("cut.png", "png"));
        Path cut = Files.write(folder.resolve("cut.png"), Arrays.copyOf(whole, 30));

        try (FramePool pool = pool()) {
            assertThatThrownBy(() -> PictureFile.read(text, pool, TIME, 64))
                    .isInstanceOf(FramesException.class)
                    .hasMessageContaining("notes.jpg");
            assertThatThrownBy(() -> PictureFile.read(cut, pool, TIME, 64))
                    .isInstanceOf(FramesException.class)
                    .hasMessageContaining("cut.png");
            assertThatThrownBy(() -> PictureFile.read(folder.resolve("none.jpg"), pool, TIME, 64))
                    .isInstanceOf(FramesException.class)
                    .hasMessageContaining("none.jpg");
            assertThat(pool.free()).isEqualTo(pool.size());
        }
    }

    private static FramePool pool() {
        return new FramePool(1, FramePool.bytesPerFrame(64));
    }

    private Path write(String name, String format) throws IOException {
        Path file = folder.resolve(name);
        ImageIO.write(picture(), format, file.toFile());
        return file;
    }

    private static BufferedImage picture() {
        BufferedImage image = new BufferedImage(40, 20, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.RED);
        graphics.fillRect(0, 0, 20, 20);
        graphics.setColor(Color.BLUE);
        graphics.fillRect(20, 0, 20, 20);
        graphics.dispose();
        return image;
    }

    /** Puts an EXIF segment with the one tag of orientation (0x0112) behind the start of image. */
    private static byte[] withOrientation(byte[] jpeg, int orientation) throws IOException {
        byte[] tiff = HexFormat.of()
                .parseHex("4d4d002a00000008" + "0001" + "0112000300000001" + "%04x0000".formatted(orientation)
                        + "00000000");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(jpeg, 0, 2);
        out.write(HexFormat.of().parseHex("ffe1%04x".formatted(2 + 6 + tiff.length)));
        out.write(new byte[] {'E', 'x', 'i', 'f', 0, 0});
        out.write(tiff);
        out.write(jpeg, 2, jpeg.length - 2);
        return out.toByteArray();
    }

    private static void assertColour(Frame frame, int x, int y, int... expected) {
        ByteBuffer pixels = frame.pixels();
        for (int channel = 0; channel < 3; channel++) {
            assertThat(pixels.get((y * frame.width() + x) * 3 + channel) & 0xff)
                    .isBetween(expected[channel] - 12, expected[channel] + 12);
        }
    }
}
