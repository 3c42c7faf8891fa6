package io.kinedex.inference.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinedex.inference.InferenceException;
import io.kinedex.inference.TestPictures;
import io.kinedex.inference.translate.Picture;
import java.awt.Color;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeGateTest {
    private static final Color PAPER = new Color(236, 233, 224);

    private final ChangeGate gate = new ChangeGate();

    @Test
    void letsTheFirstPictureThroughAndNotTheSameAgain() {
        assertThat(gate.admits(sign("Gate B12", 24))).isTrue();
        assertThat(gate.admits(sign("Gate B12", 24))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 6, 12})
    void isNotFooledByNoise(int deviation) {
        gate.admits(noisy(sign("Gate B12", 24), deviation, 1));
        for (int seed = 2; seed < 8; seed++) {
            assertThat(gate.admits(noisy(sign("Gate B12", 24), deviation, seed)))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {18, 24, 32, 64})
    void seesOneLetterMore(int size) {
        gate.admits(noisy(sign("Gate B1", size), 4, 1));

        assertThat(gate.admits(noisy(sign("Gate B12", size), 4, 2))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {24, 32, 64})
    void seesOneLetterAnother(int size) {
        gate.admits(noisy(sign("Gate B12", size), 4, 1));

        assertThat(gate.admits(noisy(sign("Gate B18", size), 4, 2))).isTrue();
    }

    @Test
    void letsSlowChangesAddUp() {
        gate.admits(TestPictures.plain(640, 360, 100));

        assertThat(gate.admits(TestPictures.plain(640, 360, 107))).isFalse();
        assertThat(gate.admits(TestPictures.plain(640, 360, 114))).isTrue();
    }

    @Test
    void letsAnotherSizeThrough() {
        gate.admits(TestPictures.plain(640, 360, 100));

        assertThat(gate.admits(TestPictures.plain(360, 640, 100))).isTrue();
    }

    @Test
    void goesOnFromItsState() {
        Picture photo = TestPictures.photo("black-car.jpg", 1280);
        gate.admits(photo);

        ChangeGate restored = ChangeGate.restore(gate.state());

        assertThat(restored.state()).isEqualTo(gate.state()).hasSizeLessThan(9_000);
        assertThat(restored.admits(noisy(photo, 3, 1))).isFalse();
        assertThat(restored.admits(sign("Gate B12", 24))).isTrue();
        assertThat(ChangeGate.restore(new ChangeGate().state()).admits(photo)).isTrue();
    }

    @Test
    void refusesAStateThatIsNotItsOwn() {
        for (String wrong : new String[] {"[", "{}", "{\"width\":9,\"height\":9,\"deflated\":\"AAAA\"}", "null"}) {
            assertThatThrownBy(() -> ChangeGate.restore(wrong))
                    .isInstanceOf(InferenceException.class)
                    .hasMessageContaining("cannot be read");
        }
    }

    private static Picture sign(String text, int size) {
        return new Sign(1280, 720, PAPER)
                .write(text, "DejaVuSans.ttf", size, new Color(60, 60, 80), 300, 300)
                .picture();
    }

    /** With normal noise of that standard deviation in every channel. */
    private static Picture noisy(Picture picture, int deviation, int seed) {
        Random random = new Random(seed);
        ByteBuffer rgb = ByteBuffer.allocateDirect(picture.rgb().capacity());
        for (int i = 0; i < rgb.capacity(); i++) {
            rgb.put((byte)
                    Math.clamp(Math.round((picture.rgb().get(i) & 0xff) + deviation * random.nextGaussian()), 0, 255));
        }
        return new Picture(rgb.flip(), picture.width(), picture.height());
    }
}
