package io.kinedex.inference.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinedex.inference.catalogue.InputSpec;
import io.kinedex.inference.catalogue.InputSpec.Batch;
import io.kinedex.inference.catalogue.InputSpec.Channels;
import io.kinedex.inference.catalogue.InputSpec.ElementType;
import io.kinedex.inference.catalogue.InputSpec.Fit;
import io.kinedex.inference.catalogue.InputSpec.Layout;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FittingTest {
    private static final int CASES = 60;

    @ParameterizedTest
    @EnumSource(Fit.class)
    void mapsARectangleBackToThePixelAtAnyAspectRatio(Fit fit) {
        Random random = new Random(7);
        for (int i = 0; i < CASES; i++) {
            int width = 40 + random.nextInt(900);
            int height = 40 + random.nextInt(900);
            InputSpec input = input(64 + random.nextInt(300), 64 + random.nextInt(300), fit);
            int left = random.nextInt(width / 2);
            int top = random.nextInt(height / 2);
            int right = left + Math.max(12, width / 3);
            int bottom = top + Math.max(12, height / 3);

            double[] found = seen(rectangle(width, height, left, top, right, bottom), input);

            Fitting fitting = Fitting.of(width, height, input);
            double pixelX = Math.max(1, (double) width / fitting.width());
            double pixelY = Math.max(1, (double) height / fitting.height());
            String which = "%s: %d x %d in %d x %d".formatted(fit, width, height, input.width(), input.height());
            assertThat(found[0] * width).as(which).isCloseTo(left, within(pixelX));
            assertThat(found[1] * height).as(which).isCloseTo(top, within(pixelY));
            assertThat(found[2] * width).as(which).isCloseTo(right, within(pixelX));
            assertThat(found[3] * height).as(which).isCloseTo(bottom, within(pixelY));
        }
    }

    @ParameterizedTest
    @EnumSource(Fit.class)
    void putsThePicturesEdgesAtZeroAndOne(Fit fit) {
        Random random = new Random(11);
        for (int i = 0; i < 1000; i++) {
            Fitting fitting = Fitting.of(1 + random.nextInt(4000), 1 + random.nextInt(4000), input(320, 240, fit));

            assertThat(fitting.fractionX(fitting.left())).isZero();
            assertThat(fitting.fractionX(fitting.left() + fitting.width())).isEqualTo(1);
            assertThat(fitting.fractionY(fitting.top())).isZero();
            assertThat(fitting.fractionY(fitting.top() + fitting.height())).isEqualTo(1);
            assertThat(fitting.left() + fitting.width()).isLessThanOrEqualTo(320);
            assertThat(fitting.top() + fitting.height()).isLessThanOrEqualTo(240);
        }
    }

    @Test
    void keepsTheShapeAndPadsTheRest() {
        InputSpec input = input(8, 8, Fit.CENTRE);
        try (InputWriter writer = new InputWriter(input)) {
            writer.begin(1);
            Fitting fitting = writer.add(plain(16, 8, 200));

            assertThat(fitting).isEqualTo(new Fitting(0, 2, 8, 4));
            ByteBuffer tensor = (ByteBuffer) writer.finish();
            assertThat(tensor.get(0) & 0xff).isEqualTo(input.pad());
            assertThat(tensor.get(3 * 8 * 4) & 0xff).isEqualTo(200);
            assertThat(tensor.get(3 * 8 * 8 - 1) & 0xff).isEqualTo(input.pad());
        }
    }

    @Test
    void leavesNothingOfAnEarlierPictureInThePadding() {
        try (InputWriter writer = new InputWriter(input(8, 8, Fit.CENTRE))) {
            writer.begin(2);
            writer.add(plain(8, 8, 255));
            writer.add(plain(16, 8, 0));

            ByteBuffer tensor = (ByteBuffer) writer.finish();
            assertThat(tensor.get(3 * 8 * 8) & 0xff).isEqualTo(114);
        }
    }

    @Test
    void normalisesAndOrdersChannels() {
        InputSpec input = new InputSpec(
                2,
                1,
                Layout.NCHW,
                ElementType.FLOAT32,
                Channels.BGR,
                List.of(10.0, 20.0, 30.0),
                List.of(1.0, 2.0, 4.0),
                Fit.STRETCH,
                0,
                Batch.SINGLE);
        ByteBuffer pixels = ByteBuffer.allocateDirect(6)
                .put(new byte[] {50, 40, 20, 70, 60, 30})
                .flip();
        try (InputWriter writer = new InputWriter(input)) {
            writer.begin(1);
            writer.add(new Picture(pixels, 2, 1));

            FloatBuffer tensor = (FloatBuffer) writer.finish();
            float[] values = new float[6];
            tensor.get(values);
            assertThat(values).containsExactly(10, 20, 10, 20, 5, 10);
        }
    }

    /** Left, top, right and bottom, as fractions of the picture, of what is bright in the model's input. */
    private static double[] seen(Picture picture, InputSpec input) {
        try (InputWriter writer = new InputWriter(input)) {
            writer.begin(1);
            Fitting fitting = writer.add(picture);
            ByteBuffer tensor = (ByteBuffer) writer.finish();
            int left = input.width();
            int top = input.height();
            int right = 0;
            int bottom = 0;
            for (int y = 0; y < input.height(); y++) {
                for (int x = 0; x < input.width(); x++) {
                    if ((tensor.get(3 * (y * input.width() + x)) & 0xff) > 127) {
                        left = Math.min(left, x);
                        top = Math.min(top, y);
                        right = Math.max(right, x + 1);
                        bottom = Math.max(bottom, y + 1);
                    }
                }
            }
            return new double[] {
                fitting.fractionX(left), fitting.fractionY(top), fitting.fractionX(right), fitting.fractionY(bottom)
            };
        }
    }

    private static Picture rectangle(int width, int height, int left, int top, int right, int bottom) {
        Picture picture = plain(width, height, 0);
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                for (int c = 0; c < 3; c++) {
                    picture.rgb().put(3 * (y * width + x) + c, (byte) 255);
                }
            }
        }
        return picture;
    }

    private static Picture plain(int width, int height, int value) {
        ByteBuffer pixels = ByteBuffer.allocateDirect(3 * width * height);
        while (pixels.hasRemaining()) {
            pixels.put((byte) value);
        }
        return new Picture(pixels, width, height);
    }

    private static InputSpec input(int width, int height, Fit fit) {
        return new InputSpec(
                width,
                height,
                Layout.NHWC,
                ElementType.UINT8,
                Channels.RGB,
                List.of(0.0, 0.0, 0.0),
                List.of(1.0, 1.0, 1.0),
                fit,
                114,
                Batch.SINGLE);
    }
}
