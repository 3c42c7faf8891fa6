package io.kinedex.inference.reading;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinedex.inference.TestPictures;
import io.kinedex.inference.catalogue.BundleCatalogue;
import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.inference.translate.Picture;
import java.awt.Color;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The real models on pictures with text. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TextReaderTest {
    private static final Color PAPER = new Color(236, 233, 224);
    private static final Color INK = new Color(40, 40, 60);

    private final TextReader reader = open("ppocr-english");

    @AfterAll
    void close() {
        reader.close();
    }

    @Test
    void readsFontsAndSizesInReadingOrderWithTheirSpaces() {
        Sign sign = new Sign(960, 540, PAPER)
                .write("Departures on time", "DejaVuSerif.ttf", 44, INK, 60, 100)
                .write("Platform 9 to Kings Cross", "OpenSans-Semibold.ttf", 20, INK, 60, 180)
                .write("via York", "DejaVuSans.ttf", 20, INK, 560, 180)
                .write("Hello World 2026", "DejaVuSansMono-Bold.ttf", 28, INK, 60, 260)
                .write("Temperature 21.5 C", "DejaVuSans.ttf", 16, INK, 60, 320);

        assertThat(texts(sign))
                .containsExactly(
                        "Departures on time",
                        "Platform 9 to Kings Cross",
                        "via York",
                        "Hello World 2026",
                        "Temperature 21.5 C");
    }

    @Test
    void saysWhereALineIs() {
        Sign sign = new Sign(960, 540, PAPER).write("WARNING: high voltage", "DejaVuSans.ttf", 40, INK, 300, 400);

        List<TextLine> lines = reader.read(sign.picture());

        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst().confidence()).isBetween(0.9, 1.0);
        assertThat(lines.getFirst().box().iou(sign.written().getFirst().box())).isGreaterThan(0.55);
        assertThat(lines.getFirst().detection().text()).isEqualTo("WARNING: high voltage");
        assertThat(lines.getFirst().detection().label()).isEqualTo("text");
    }

    @Test
    void readsLightTextOnAPhotograph() {
        Picture photo = TestPictures.photo("black-car.jpg", 1280);
        Sign sign = new Sign(photo).write("Breaking news tonight", "OpenSans-Semibold.ttf", 42, Color.WHITE, 120, 620);

        assertThat(texts(sign)).contains("Breaking news tonight");
    }

    @Test
    void readsFaintTurnedAndUprightLines() {
        Sign sign = new Sign(960, 540, new Color(120, 120, 120))
                .write("Faint but here", "DejaVuSans.ttf", 32, new Color(160, 160, 160), 60, 80)
                .write("Turned by ten", "DejaVuSans.ttf", 32, Color.WHITE, 300, 200, 10)
                .write("Upwards", "DejaVuSans.ttf", 36, Color.WHITE, 120, 500, -90)
                .write("Downwards", "DejaVuSans.ttf", 36, Color.WHITE, 800, 240, 90);

        assertThat(texts(sign)).containsExactlyInAnyOrder("Faint but here", "Turned by ten", "Upwards", "Downwards");
    }

    @Test
    void readsSmallPicturesEnlarged() {
        Sign sign = new Sign(320, 180, PAPER).write("Gate B12 is open", "DejaVuSans.ttf", 13, INK, 40, 90);

        assertThat(texts(sign)).containsExactly("Gate B12 is open");
    }

    @Test
    void readsNothingWhereNothingIsWritten() {
        assertThat(reader.read(TestPictures.photo("three-men.jpg", 1280))).isEmpty();
        assertThat(reader.read(TestPictures.photo("cat.jpg", 640))).isEmpty();
        assertThat(texts(new Sign(640, 360, PAPER).rings(INK))).isEmpty();
    }

    @Test
    void readsByTheOtherBundlesToo() {
        Sign sign = new Sign(640, 360, PAPER)
                .write("Caf\u00e9 M\u00fcller in K\u00f6ln", "DejaVuSans.ttf", 36, INK, 60, 100);
        try (TextReader latin = open("ppocr-latin");
                TextReader chinese = open("ppocr-chinese")) {
            assertThat(latin.read(sign.picture()))
                    .extracting(TextLine::text)
                    .containsExactly("Caf\u00e9 M\u00fcller in K\u00f6ln");
            assertThat(chinese.read(new Sign(640, 360, PAPER)
                            .write("Departures", "DejaVuSans.ttf", 36, INK, 60, 100)
                            .picture()))
                    .extracting(TextLine::text)
                    .containsExactly("Departures");
        }
    }

    /** The numbers in docs/models.md are this test's. */
    @Test
    @Tag("heavy")
    void readsTheCorpusWithFewMistakes() {
        for (String bundle : List.of("ppocr-english", "ppocr-latin", "ppocr-chinese")) {
            ReadingScore score = new ReadingScore();
            try (TextReader each = open(bundle)) {
                for (Sign sign : Corpus.signs()) {
                    score.add(sign.written(), each.read(sign.picture()));
                }
            }
            System.out.printf("%s: %s%n", bundle, score);
            assertThat(score.characterErrorRate())
                    .as("%s: %s", score, score.mistakes())
                    .isLessThan(0.04);
        }
    }

    private List<String> texts(Sign sign) {
        return reader.read(sign.picture()).stream().map(TextLine::text).toList();
    }

    private static TextReader open(String bundle) {
        return TextReader.open(
                BundleCatalogue.bundled().find(bundle).orElseThrow(),
                PinnedStore.configured(),
                ReadingOptions.defaults(),
                1);
    }
}
