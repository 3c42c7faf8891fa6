package io.kinedex.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinedex.inference.catalogue.ModelCatalogue;
import io.kinedex.inference.catalogue.ModelEntry;
import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.inference.translate.Picture;
import io.kinedex.metadata.record.Box;
import io.kinedex.metadata.record.Detection;
import io.kinedex.metadata.record.Keypoint;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bundled models with their real weights on photographs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BundledModelsTest {
    private final InferenceService service = new InferenceService(
            new InferenceOptions(2, 4, Duration.ZERO, 8), ModelCatalogue.bundled(), PinnedStore.configured());

    @BeforeAll
    void loadAll() {
        ModelCatalogue.bundled().entries().stream().map(ModelEntry::name).forEach(service::load);
    }

    @AfterAll
    void close() {
        service.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rfb-320", "blazeface-back", "blazeface-front"})
    void findsThreeFaces(String model) throws Exception {
        List<Detection> found = detect(model, TestPictures.photo("three-faces.png", 600));

        assertThat(found).hasSize(3).allMatch(face -> face.label().equals("face") && face.confidence() > 0.8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"efficientdet-lite0", "efficientdet-lite2"})
    void findsACatAndACar(String model) throws Exception {
        assertThat(detect(model, TestPictures.photo("cat.jpg", 640)).getFirst().label())
                .isEqualTo("cat");
        assertThat(detect(model, TestPictures.photo("black-car.jpg", 640))
                        .getFirst()
                        .label())
                .isEqualTo("car");
    }

    @Test
    void findsThreeMen() throws Exception {
        assertThat(detect("efficientdet-lite0", TestPictures.photo("three-men.jpg", 640)))
                .filteredOn(found -> found.label().equals("person"))
                .hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void placesKeypointsInTheFace() throws Exception {
        for (Detection face : detect("blazeface-back", TestPictures.photo("three-faces.png", 600))) {
            assertThat(face.keypoints())
                    .extracting(Keypoint::name)
                    .containsExactly("right-eye", "left-eye", "nose", "mouth", "right-ear", "left-ear");
            Keypoint rightEye = face.keypoints().get(0);
            Keypoint leftEye = face.keypoints().get(1);
            Keypoint nose = face.keypoints().get(2);
            Keypoint mouth = face.keypoints().get(3);
            assertThat(rightEye.x()).isLessThan(leftEye.x());
            assertThat(nose.y()).isBetween(Math.min(rightEye.y(), leftEye.y()), mouth.y());
            assertThat(inside(nose, face.box())).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "rfb-320,1100,400",
        "rfb-320,400,1000",
        "blazeface-back,701,377",
        "blazeface-back,401,777",
        "efficientdet-lite0,901,403",
        "efficientdet-lite0,403,901",
        "efficientdet-lite2,901,403"
    })
    void findsTheSameInAFrameOfAnotherShape(String model, int width, int height) throws Exception {
        String photo = model.startsWith("efficientdet") ? "cat.jpg" : "three-faces.png";
        Picture picture = TestPictures.photo(photo, 360);
        Picture framed = TestPictures.framed(picture, width, height);
        int left = (width - picture.width()) / 2;
        int top = (height - picture.height()) / 2;

        List<Detection> plain = detect(model, picture);
        List<Detection> inFrame = detect(model, framed);

        Detection expected = plain.getFirst();
        Box moved = new Box(
                (left + expected.box().left() * picture.width()) / width,
                (top + expected.box().top() * picture.height()) / height,
                expected.box().width() * picture.width() / width,
                expected.box().height() * picture.height() / height);
        assertThat(inFrame)
                .anyMatch(found ->
                        found.label().equals(expected.label()) && found.box().iou(moved) > 0.6);
    }

    @Test
    void findsNothingInAnEmptyPicture() throws Exception {
        for (ModelEntry entry : ModelCatalogue.bundled().entries()) {
            assertThat(detect(entry.name(), TestPictures.plain(640, 360, 110)))
                    .as(entry.name())
                    .isEmpty();
        }
    }

    @Test
    void givesTheSameOnEveryThread() throws Exception {
        Picture picture = TestPictures.photo("cat.jpg", 640);
        List<Detection> first = detect("efficientdet-lite0", picture);

        for (int i = 0; i < 6; i++) {
            assertThat(detect("efficientdet-lite0", picture)).isEqualTo(first);
        }
    }

    private List<Detection> detect(String model, Picture picture) throws Exception {
        return service.detect(model, picture).get();
    }

    private static boolean inside(Keypoint point, Box box) {
        return point.x() > box.left() && point.x() < box.right() && point.y() > box.top() && point.y() < box.bottom();
    }
}
