package io.kinedex.inference.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceOptions;
import io.kinedex.inference.InferenceService;
import io.kinedex.inference.catalogue.ModelCatalogue;
import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.inference.translate.Picture;
import io.kinedex.metadata.record.Detection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user's TorchScript model, written by hand and run by PyTorch. */
class TorchScriptTest {
    private static final int SIDE = 64;
    private static final String DESCRIPTION = """
            files: []
            models:
              - name: spots
                engine: spots
                task: a test
                preferred: false
                runtime: torchscript
                weights: spots.pt
                input: {width: 64, height: 64, layout: nchw, type: float32, channels: rgb, mean: [0, 0, 0],
                        scale: [255, 255, 255], fit: stretch, pad: 0, batch: single}
                output: {kind: ssd, boxes: '%s', scores: '1', format: xyxy, units: fractions, activation: none, background: 0}
                selection: {confidence-min: 0.5, suppression: hard, iou-max: 0.5, count-max: 10}
                labels: {names: [spot]}
            """;

    @TempDir
    private Path folder;

    private final List<InferenceService> services = new ArrayList<>();

    @AfterEach
    void close() {
        services.forEach(InferenceService::close);
    }

    @Test
    void findsWhatItsCodeComputesAlsoSideBySide() throws Exception {
        TorchArchive.brightSpots(folder.resolve("spots.pt"));
        InferenceService service = service("0");
        String model = service.load("spots").key();

        List<CompletableFuture<List<Detection>>> asked = new ArrayList<>();
        for (int place = 8; place <= 48; place += 8) {
            asked.add(service.detect(model, spot(place, 24)));
        }
        for (int i = 0; i < asked.size(); i++) {
            List<Detection> found = asked.get(i).get();
            assertThat(found).hasSize(1);
            assertThat(found.getFirst().label()).isEqualTo("spot");
            double middle = (8 + 8 * i + 3.5) / (SIDE - 1);
            assertThat(found.getFirst().box().left()).isCloseTo(middle - 0.1, within(0.01));
            assertThat(found.getFirst().box().top()).isCloseTo((24 + 3.5) / (SIDE - 1) - 0.1, within(0.01));
        }
        assertThat(service.detect(model, picture()).get()).isEmpty();
    }

    @Test
    void refusesWhatIsNoArchiveOfCode() throws Exception {
        Files.write(folder.resolve("spots.pt"), new byte[1000]);
        assertRefused("0", "spots.pt is no archive", "torch.jit.save");

        TorchArchive.write(folder.resolve("spots.pt"), "");
        assertRefused("0", "spots.pt holds weights without code", "torch.jit.save");

        TorchArchive.write(folder.resolve("spots.pt"), "class Net(Module):\n  nonsense");
        assertRefused("0", "spots.pt cannot be loaded");
    }

    @Test
    void refusesAnOutputThatIsNotThere() throws Exception {
        TorchArchive.brightSpots(folder.resolve("spots.pt"));
        assertRefused("2", "no output 2; it has [0, 1]");
    }

    private void assertRefused(String boxes, String... reasons) throws IOException {
        InferenceService service = service(boxes);
        assertThatThrownBy(() -> service.load("spots"))
                .isInstanceOf(InferenceException.class)
                .message()
                .contains(reasons);
    }

    private InferenceService service(String boxes) throws IOException {
        Path catalogue = Files.writeString(folder.resolve("models.yaml"), DESCRIPTION.formatted(boxes));
        InferenceService service = new InferenceService(
                new InferenceOptions(2, 1, Duration.ZERO, 16),
                ModelCatalogue.read(catalogue),
                PinnedStore.configured());
        services.add(service);
        return service;
    }

    private static Picture spot(int left, int top) {
        Picture picture = picture();
        for (int y = top; y < top + 8; y++) {
            for (int x = left; x < left + 8; x++) {
                for (int channel = 0; channel < 3; channel++) {
                    picture.rgb().put((y * SIDE + x) * 3 + channel, (byte) 255);
                }
            }
        }
        return picture;
    }

    private static Picture picture() {
        return new Picture(ByteBuffer.allocateDirect(3 * SIDE * SIDE), SIDE, SIDE);
    }
}
