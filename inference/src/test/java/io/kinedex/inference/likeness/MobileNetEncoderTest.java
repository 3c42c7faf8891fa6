package io.kinedex.inference.likeness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinedex.inference.TestPictures;
import io.kinedex.inference.catalogue.BundleCatalogue;
import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.inference.translate.Picture;
import io.kinedex.metadata.record.Box;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MobileNetEncoderTest {
    private static final Box WHOLE = new Box(0, 0, 1, 1);

    @SuppressWarnings("NullAway.Init")
    private static MobileNetEncoder encoder;

    @BeforeAll
    static void open() {
        encoder = MobileNetEncoder.open(
                BundleCatalogue.bundled().preferred("likeness").orElseThrow(), PinnedStore.configured());
    }

    @AfterAll
    static void close() {
        encoder.close();
    }

    @Test
    void theSameThingAtAnotherPlaceAndSizeIsNearerThanAnother() {
        Picture one = TestPictures.photo("black-car.jpg", 480);
        Picture again = TestPictures.framed(TestPictures.photo("black-car.jpg", 300), 640, 480);
        Picture other = TestPictures.photo("cat.jpg", 480);
        double left = (640 - 300.0) / 2 / 640;
        float[] vector = encoder.encode(one, WHOLE);
        double top = (480 - 300.0 * one.height() / one.width()) / 2 / 480;
        Box there = new Box(left, Math.max(0, top), 1 - 2 * left, Math.min(1, 1 - 2 * top));

        double same = cosine(vector, encoder.encode(again, there));
        double different = cosine(vector, encoder.encode(other, WHOLE));

        assertThat(vector).hasSize(MobileNetEncoder.DIMENSIONS);
        assertThat(cosine(vector, vector)).isEqualTo(1, within(1e-5));
        assertThat(same).isGreaterThan(0.8);
        assertThat(different).isLessThan(same - 0.2);
    }

    @Test
    void aBoxWithoutAreaIsOnePixel() {
        Picture picture = TestPictures.plain(32, 16, 90);

        assertThat(encoder.encode(picture, new Box(1, 1, 0, 0))).hasSize(MobileNetEncoder.DIMENSIONS);
        assertThat(encoder.encode(picture, new Box(0.5, 0.5, 0, 0))).hasSize(MobileNetEncoder.DIMENSIONS);
    }

    private static double cosine(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }
}
