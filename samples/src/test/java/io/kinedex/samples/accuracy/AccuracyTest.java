package io.kinedex.samples.accuracy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinedex.frames.SamplingPolicy;
import io.kinedex.inference.catalogue.ModelCatalogue;
import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.ingest.evaluate.DataFormat;
import io.kinedex.ingest.evaluate.Evaluator;
import io.kinedex.ingest.evaluate.Report;
import io.kinedex.ingest.evaluate.Report.Figure;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The data of docs/accuracy.md, the node's engines on it, and the same weights outside of the node. */
@Tag("heavy")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccuracyTest {
    private static final double ONE_POINT = 1;

    private Path folder = Path.of("");

    @BeforeAll
    void layOut(@TempDir Path temporary) throws Exception {
        folder = temporary;
        new AccuracyData(PinnedStore.configured()).layOut(folder);
    }

    @ParameterizedTest
    @CsvSource({
        "objects,efficientdet-lite0,320",
        "objects,efficientdet-lite2,448",
        "faces,rfb-320,0",
        "faces,blazeface-back,256",
        "faces,blazeface-front,128"
    })
    void isWithinOnePointOfTheSameWeightsOutsideOfTheNode(String set, String model, int side) throws Exception {
        Report report = evaluate(set, model);
        try (Reference reference = Reference.of(model, side)) {
            Map<String, Double> expected = ReferenceScore.ap50(folder.resolve(set), reference);
            System.out.printf("%s on %s outside of the node: %s%n", model, set, expected);
            double mean = expected.getOrDefault("all", 0.0);
            assertThat(100 * figure(report, "ap50")).isCloseTo(mean, within(ONE_POINT));
        }
    }

    @Test
    void followsTheThingsOfTheFilm() throws Exception {
        Report report = evaluate("tracks", "efficientdet-lite0");

        assertThat(report.unread()).isEmpty();
        assertThat(figure(report, "labelled")).isGreaterThan(80);
        assertThat(figure(report, "mota")).isGreaterThan(0.5);
        assertThat(figure(report, "idf1")).isGreaterThan(0.5);
    }

    /** The recogniser alone, on lines that were cut out where they are. */
    @Test
    void readsTheLinesOfThePagesAsTheSameWeightsDoOutsideOfTheNode() throws Exception {
        Report report = evaluate("text", "ppocr-english");
        double expected = ReferenceReader.characterErrors(folder.resolve("text"), 640);
        System.out.printf("ppocr-english outside of the node: CER %.2f%n", expected);

        assertThat(figure(report, "recall")).isEqualTo(1);
        assertThat(100 * figure(report, "cer-all")).isLessThan(expected + ONE_POINT);
    }

    @Test
    void laysOutPagesWithTheirLines() {
        DataFormat.Recognised text = DataFormat.read(folder.resolve("text"));

        assertThat(text.format()).isEqualTo(DataFormat.TEXT_BOXES);
        assertThat(text.data().unread()).isEmpty();
        assertThat(DataFormat.read(folder.resolve("speech")).format()).isEqualTo(DataFormat.TRANSCRIPTS);
    }

    private Report evaluate(String set, String model) throws InterruptedException {
        Evaluator.Options options = new Evaluator.Options("", model, 0.4, -1, 640, SamplingPolicy.parse("500ms"));
        try (Evaluator evaluator = new Evaluator(options, ModelCatalogue.bundled(), PinnedStore.configured())) {
            return evaluator.evaluate(DataFormat.read(folder.resolve(set)).data(), (_, _) -> {});
        }
    }

    /** Of the last row, which is of all. */
    private static double figure(Report report, String name) {
        List<Figure> figures = report.rows().getLast().figures();
        return figures.stream()
                .filter(figure -> figure.name().equals(name))
                .mapToDouble(Figure::value)
                .findFirst()
                .orElseThrow();
    }
}
