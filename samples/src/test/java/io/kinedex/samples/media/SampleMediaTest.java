package io.kinedex.samples.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinedex.inference.InferenceException;
import io.kinedex.inference.pinned.PinnedStore;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleMediaTest {
    private final SampleMedia media = SampleMedia.bundled(PinnedStore.configured());

    @Test
    void bringsWhatTheBuildHasPutInPlace() throws Exception {
        assertThat(media.names()).containsExactly("face", "street", "meadow", "address");
        for (String name : media.names()) {
            assertThat(media.path(name)).isNotEmptyFile();
            assertThat(media.about(name)).isNotBlank();
        }
    }

    @Test
    void saysWhichVideosThereAre() {
        assertThatThrownBy(() -> media.path("beach"))
                .hasMessageContaining("beach")
                .hasMessageContaining("street");
    }

    @Test
    void saysWhichFileIsMissingAndHowToGetIt(@TempDir Path empty) {
        assertThatThrownBy(() -> SampleMedia.bundled(new PinnedStore(empty)).path("face"))
                .isInstanceOf(InferenceException.class)
                .hasMessageContaining("man-at-desk.mp4");
    }

    @Test
    void makesTheSameFilmOfTheSamePhotographs(@TempDir Path folder) throws Exception {
        Shot shot = new Shot("photo.png", 800, List.of(0.0, 0.0), List.of(1.0, 1.0), 1);
        List<PhotoFilm.Scene> scenes = List.of(new PhotoFilm.Scene(shot, photo(folder.resolve("photo.png"))));
        PhotoFilm.make(scenes, folder.resolve("one.mp4"));
        PhotoFilm.make(scenes, folder.resolve("two.mp4"));
        assertThat(folder.resolve("one.mp4")).isNotEmptyFile().hasSameBinaryContentAs(folder.resolve("two.mp4"));
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(3);
        }
    }

    @Test
    void leavesNothingOfAFilmThatFails(@TempDir Path folder) throws Exception {
        Path broken = Files.writeString(folder.resolve("photo.png"), "no picture");
        Shot shot = new Shot("photo.png", 800, List.of(0.0, 0.0), List.of(1.0, 1.0), 1);
        assertThatThrownBy(() -> PhotoFilm.make(List.of(new PhotoFilm.Scene(shot, broken)), folder.resolve("film.mp4")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("photo.png");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(broken);
        }
    }

    private static Path photo(Path file) throws IOException {
        BufferedImage image = new BufferedImage(400, 400, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.ORANGE);
        graphics.fillOval(100, 100, 200, 150);
        graphics.dispose();
        ImageIO.write(image, "png", file.toFile());
        return file;
    }
}
