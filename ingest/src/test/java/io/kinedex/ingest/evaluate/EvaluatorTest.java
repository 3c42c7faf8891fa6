package io.kinedex.ingest.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinedex.frames.SamplingPolicy;
import io.kinedex.inference.catalogue.ModelCatalogue;
import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.evaluate.Report.Figure;
import io.kinedex.ingest.evaluate.Report.Row;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The node's own engines on photographs whose contents are labelled here, by eye. */
class EvaluatorTest {
    @TempDir
    private Path folder;

    @Test
    void scoresADetectorOnTheLabelsThatBothKnow() throws Exception {
        Photos.copy("cat.jpg", folder.resolve("JPEGImages/cat.jpg"));
        Photos.copy("black-car.jpg", folder.resolve("JPEGImages/car.jpg"));
        Files.writeString(folder.resolve("JPEGImages/broken.jpg"), "no picture");
        annotation("cat", "<xmin>6</xmin><ymin>217</ymin><xmax>760</xmax><ymax>880</ymax>", "Cat");
        annotation("car", "<xmin>48</xmin><ymin>195</ymin><xmax>956</xmax><ymax>477</ymax>", "automobile");
        annotation("broken", "<xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax>", "hill");
        List<Long> progress = new ArrayList<>();

        Report report = evaluate(options("", ""), (done, _) -> progress.add(done));

        assertThat(report.model()).isEqualTo("efficientdet-lite0");
        assertThat(report.rows()).extracting(Row::what).containsExactly("car", "cat", "all");
        assertThat(report.rows()).allSatisfy(row -> {
            assertThat(figure(row, "ap50")).isEqualTo(1);
            assertThat(figure(row, "recall")).isEqualTo(1);
            assertThat(figure(row, "ap50:95")).isGreaterThan(0.6);
        });
        assertThat(report.notes()).anyMatch(note -> note.contains("cannot know: hill"));
        assertThat(report.unread()).hasSize(1);
        assertThat(report.unread().getFirst().file()).contains("broken.jpg");
        assertThat(progress.getLast()).isEqualTo(3);
    }

    @Test
    void scoresTheTrackerOnASequence() throws Exception {
        Files.createDirectories(folder.resolve("gt"));
        StringBuilder truth = new StringBuilder();
        for (int frame = 1; frame <= 6; frame++) {
            Photos.copy("cat.jpg", folder.resolve("img1/%06d.jpg".formatted(frame)));
            truth.append("%d,1,6,217,754,663,1,1,1%n".formatted(frame));
        }
        Files.writeString(folder.resolve("gt/gt.txt"), truth);
        Files.writeString(folder.resolve("gt/labels.txt"), "cat");
        Files.writeString(folder.resolve("seqinfo.ini"), "frameRate=2");

        Report report = evaluate(options("", ""), (_, _) -> {});

        Row row = report.rows().getFirst();
        assertThat(figure(row, "labelled")).isEqualTo(6);
        assertThat(figure(row, "switches")).isZero();
        assertThat(figure(row, "recall")).isEqualTo(1);
        assertThat(figure(row, "idf1")).isEqualTo(1);
        assertThat(figure(row, "mota")).isEqualTo(1);
    }

    @Test
    void takesTheFaceEngineForASetOfFaces() throws Exception {
        Photos.copy("three-faces.png", folder.resolve("faces.png"));
        Files.writeString(folder.resolve("faces.json"), """
                {"images": [{"id": 1, "file_name": "faces.png"}],
                 "annotations": [], "categories": [{"id": 1, "name": "Face"}]}
                """);

        Report report = evaluate(options("", ""), (_, _) -> {});

        assertThat(report.engine()).isEqualTo("faces");
        assertThat(figure(report.rows().getFirst(), "labelled")).isZero();
    }

    /** Two different looks at each of the three men of a photograph. */
    @Test
    void scoresHowWellFacesAreToldApart() throws Exception {
        Path photo = Photos.copy("three-faces.png", folder.resolve("faces.png"));
        BufferedImage all = ImageIO.read(photo.toFile());
        Files.delete(photo);
        cut(all, "left", new Rectangle(10, 30, 170, 190));
        cut(all, "middle", new Rectangle(190, 60, 180, 200));
        cut(all, "right", new Rectangle(420, 10, 170, 190));

        Report report = evaluate(options("", ""), (_, _) -> {});

        assertThat(report.engine()).isEqualTo("faces");
        Row row = report.rows().getFirst();
        assertThat(figure(row, "same")).isEqualTo(3);
        assertThat(figure(row, "different")).isEqualTo(12);
        assertThat(figure(row, "auc")).isEqualTo(1);
        assertThat(figure(row, "tar@far=0.01")).isEqualTo(1);
        Row clusters = report.rows().get(1);
        assertThat(figure(clusters, "clusters")).isEqualTo(3);
        assertThat(figure(clusters, "bcubed-f")).isEqualTo(1);
    }

    private void cut(BufferedImage all, String name, Rectangle where) throws IOException {
        Files.createDirectories(folder.resolve("identities/" + name));
        BufferedImage face = all.getSubimage(where.x, where.y, where.width, where.height);
        ImageIO.write(
                face, "png", folder.resolve("identities/" + name + "/1.png").toFile());
        BufferedImage smaller =
                new BufferedImage(where.width * 3 / 4, where.height * 3 / 4, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = smaller.createGraphics();
        graphics.drawImage(face, 0, 0, smaller.getWidth(), smaller.getHeight(), null);
        graphics.setColor(new Color(0, 0, 0, 80));
        graphics.fillRect(0, 0, smaller.getWidth(), smaller.getHeight());
        graphics.dispose();
        ImageIO.write(
                smaller, "png", folder.resolve("identities/" + name + "/2.png").toFile());
    }

    @Test
    void refusesAModelThatThereIsNot() throws Exception {
        Files.writeString(folder.resolve("none.json"), "{\"images\": [], \"annotations\": [], \"categories\": []}");

        assertThatThrownBy(() -> evaluate(options("", "no-such-model"), (_, _) -> {}))
                .hasMessageContaining("no-such-model");
        assertThatThrownBy(() -> evaluate(options("smells", ""), (_, _) -> {}))
                .isInstanceOf(IngestException.class)
                .hasMessageContaining("smells");
    }

    private Report evaluate(Evaluator.Options options, EvaluationListener listener) throws InterruptedException {
        try (Evaluator evaluator = new Evaluator(options, ModelCatalogue.bundled(), PinnedStore.configured())) {
            return evaluator.evaluate(DataFormat.read(folder).data(), listener);
        }
    }

    private static Evaluator.Options options(String engine, String model) {
        return new Evaluator.Options(engine, model, 0.4, -1, 640, new SamplingPolicy.EveryFrame());
    }

    private void annotation(String picture, String corners, String label) throws IOException {
        Files.createDirectories(folder.resolve("Annotations"));
        Files.writeString(folder.resolve("Annotations/" + picture + ".xml"), """
                <annotation><filename>%s.jpg</filename>
                <object><name>%s</name><bndbox>%s</bndbox></object></annotation>
                """.formatted(picture, label, corners));
    }

    private static double figure(Row row, String name) {
        return row.figures().stream()
                .filter(figure -> figure.name().equals(name))
                .mapToDouble(Figure::value)
                .findFirst()
                .orElseThrow();
    }
}
