package io.kinedex.inference.face;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinedex.inference.InferenceOptions;
import io.kinedex.inference.InferenceService;
import io.kinedex.inference.TestPictures;
import io.kinedex.inference.catalogue.BundleCatalogue;
import io.kinedex.inference.catalogue.ModelCatalogue;
import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.inference.translate.Picture;
import io.kinedex.metadata.record.Detection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The bundle with its real weights on photographs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaceRecogniserTest {
    private final FaceRecogniser recogniser =
            FaceRecogniser.open(BundleCatalogue.bundled().find("sface").orElseThrow(), PinnedStore.configured(), 1);
    private final InferenceService service = new InferenceService(
            new InferenceOptions(1, 1, Duration.ZERO, 1), ModelCatalogue.bundled(), PinnedStore.configured());

    @AfterAll
    void close() {
        service.close();
        recogniser.close();
    }

    @Test
    void tellsThreePeopleApartWhateverFoundThem() throws Exception {
        Picture picture = TestPictures.photo("three-faces.png", 600);
        List<Face> byBoxes = recogniser.recognise(picture, detect("rfb-320", picture), 0);
        List<Face> byPoints = recogniser.recognise(picture, detect("blazeface-back", picture), 0);

        assertThat(byBoxes).hasSize(3);
        assertThat(byPoints).hasSize(3);
        for (Face one : byBoxes) {
            List<Double> likeness = byPoints.stream()
                    .map(other -> Face.cosine(one.vector(), other.vector()))
                    .sorted()
                    .toList();
            assertThat(likeness.get(2)).isGreaterThan(0.8);
            assertThat(likeness.get(1)).isLessThan(0.36);
        }
    }

    private List<Detection> detect(String model, Picture picture) throws Exception {
        service.load(model);
        return service.detect(model, picture).get();
    }
}
