package io.kinedex.inference.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import io.kinedex.inference.pinned.PinnedStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelCatalogueTest {
    @TempDir
    Path folder;

    @Test
    void describesTheBundledModels() {
        ModelCatalogue catalogue = ModelCatalogue.bundled();

        assertThat(catalogue.entries())
                .extracting(ModelEntry::name)
                .contains("rfb-320", "blazeface-back", "efficientdet-lite0", "efficientdet-lite2");
        assertThat(catalogue.entries()).allMatch(entry -> entry.weights() instanceof Weights.Pinned);
        assertThat(catalogue.preferred("objects"))
                .get()
                .extracting(ModelEntry::name)
                .isEqualTo("efficientdet-lite0");
        assertThat(catalogue.preferred("faces")).isPresent();
        assertThat(catalogue.preferred("speech")).isEmpty();
    }

    @Test
    void namesTheModelsThatThereAre() {
        assertThatThrownBy(() -> ModelCatalogue.bundled().entry("yolo"))
                .isInstanceOfSatisfying(
                        InferenceException.class, e -> assertThat(e.code()).isEqualTo(Code.UNKNOWN_MODEL))
                .hasMessageContainingAll("yolo", "rfb-320");
    }

    @Test
    void letsAUsersModelReplaceABundledOne() throws IOException {
        Path document = Files.writeString(
                folder.resolve("mine.yaml"), bundled().replace("weights: rfb-320.onnx", "weights: mine/own.onnx"));

        ModelEntry entry =
                ModelCatalogue.bundled().with(ModelCatalogue.read(document)).entry("rfb-320");

        assertThat(entry.weights()).isEqualTo(new Weights.Local(folder.resolve("mine/own.onnx"), ""));
    }

    @ParameterizedTest
    @CsvSource({
        "confidence-min: 0.7, confidence-min: 7, confidence-min 7.0",
        "fit: top_left, fit: diagonal, diagonal",
        "kind: ssd, kind: guess, guess",
        "width: 320, widths: 320, width",
        "width: 320, width: 0, input of 0",
        "name: blazeface-back, name: rfb-320, twice"
    })
    void saysWhatIsWrongInWhichDocument(String right, String wrong, String message) throws IOException {
        Path document = Files.writeString(folder.resolve("mine.yaml"), bundled().replace(right, wrong));

        assertThatThrownBy(() -> ModelCatalogue.read(document))
                .isInstanceOfSatisfying(
                        InferenceException.class, e -> assertThat(e.code()).isEqualTo(Code.BAD_CATALOGUE))
                .hasMessageContainingAll("mine.yaml", message);
    }

    @Test
    void readsLabelsOutOfTheModelFile() {
        Path weights = PinnedStore.configured()
                .require(((Weights.Pinned) ModelCatalogue.bundled()
                                .entry("efficientdet-lite0")
                                .weights())
                        .file());

        assertThat(ClassNames.of(new Labels.Inside("labelmap.txt"), weights))
                .hasSize(90)
                .startsWith("person", "bicycle", "car")
                .element(11)
                .isEqualTo("");
        assertThatThrownBy(() -> ClassNames.of(new Labels.Inside("none.txt"), weights))
                .hasMessageContaining("none.txt");
    }

    private static String bundled() throws IOException {
        try (InputStream in = ModelCatalogue.class.getClassLoader().getResourceAsStream(ModelCatalogue.BUNDLED)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
