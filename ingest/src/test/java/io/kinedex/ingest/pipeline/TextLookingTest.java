package io.kinedex.ingest.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinedex.frames.CutOptions;
import io.kinedex.frames.DecoderOptions;
import io.kinedex.frames.Fragment;
import io.kinedex.frames.FragmentCutter;
import io.kinedex.frames.FragmentNumber;
import io.kinedex.frames.Frame;
import io.kinedex.frames.FrameDecoder;
import io.kinedex.frames.FramePool;
import io.kinedex.frames.SamplingPolicy;
import io.kinedex.inference.InferenceOptions;
import io.kinedex.inference.InferenceService;
import io.kinedex.inference.catalogue.BundleCatalogue;
import io.kinedex.inference.catalogue.ModelCatalogue;
import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.inference.track.Finding;
import io.kinedex.ingest.TextVideo;
import io.kinedex.ingest.stream.EngineConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read and what is given again, and what a resumed run makes of it. */
class TextLookingTest {
    private static final EngineConfig SETTINGS = new EngineConfig("ppocr-english", 0.4, "");

    @TempDir
    private static Path folder;

    @Test
    void readsAFrameOnlyWhereItDiffersAndGoesOnFromItsState() throws Exception {
        Path video = TextVideo.write(
                folder.resolve("signs.mp4"),
                List.of(
                        new TextVideo.Shot(3, List.of("EXIT 42 North Station")),
                        new TextVideo.Shot(2, List.of("EXIT 42 North Station", "Open"))));
        try (InferenceService inference = new InferenceService(
                new InferenceOptions(1, 1, Duration.ZERO, 8), ModelCatalogue.bundled(), PinnedStore.configured())) {
            EngineModel.Seeing model = (EngineModel.Seeing) BundleModels.open(
                    BundleCatalogue.bundled().find("ppocr-english").orElseThrow(), PinnedStore.configured(), inference);
            List<CompletableFuture<List<Finding>>> answers = new ArrayList<>();
            List<List<Finding>> resumed = new ArrayList<>();
            Looking through = model.looking(SETTINGS, "");
            String state = "";
            for (Fragment fragment : fragments(video)) {
                Looking afresh = model.looking(SETTINGS, state);
                look(fragment, frame -> {
                    answers.add(through.look(frame));
                    resumed.add(afresh.look(frame).get(30, TimeUnit.SECONDS));
                });
                state = afresh.state();
                assertThat(state).isEqualTo(through.state()).hasSizeLessThan(9_000);
            }

            Set<CompletableFuture<List<Finding>>> reads = new HashSet<>(answers);
            assertThat(answers).hasSize(10);
            assertThat(reads).hasSizeLessThan(5).hasSizeGreaterThan(1);
            assertThat(resumed)
                    .isEqualTo(answers.stream().map(CompletableFuture::join).toList());
            assertThat(resumed.getLast())
                    .extracting(finding -> finding.detection().text())
                    .containsExactly("EXIT 42 North Station", "Open");
        }
    }

    @Test
    void readsTheNextFrameWhereItsStateIsNotUnderstood() throws Exception {
        try (InferenceService inference = new InferenceService(
                new InferenceOptions(1, 1, Duration.ZERO, 8), ModelCatalogue.bundled(), PinnedStore.configured())) {
            EngineModel.Seeing model = (EngineModel.Seeing) BundleModels.open(
                    BundleCatalogue.bundled().find("ppocr-english").orElseThrow(), PinnedStore.configured(), inference);
            Looking looking = model.looking(SETTINGS, "{\"gate\":\"old\",\"lines\":[]}");
            Path video = TextVideo.write(
                    folder.resolve("one.mp4"), List.of(new TextVideo.Shot(1, List.of("EXIT 42 North Station"))));
            List<List<Finding>> found = new ArrayList<>();
            look(
                    fragments(video).getFirst(),
                    frame -> found.add(looking.look(frame).get(30, TimeUnit.SECONDS)));

            assertThat(found.getFirst().getFirst().detection().text()).isEqualTo("EXIT 42 North Station");
        }
    }

    private interface Eye {
        void see(Frame frame) throws Exception;
    }

    private static void look(Fragment fragment, Eye eye) throws InterruptedException {
        try (FramePool pool = new FramePool(1, FramePool.bytesPerFrame(1280));
                FrameDecoder decoder =
                        new FrameDecoder(pool, new DecoderOptions(SamplingPolicy.parse("500ms"), 1280, 1))) {
            decoder.decode(fragment, frame -> {
                try (frame) {
                    eye.see(frame);
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
        }
    }

    private static List<Fragment> fragments(Path video) {
        CutOptions options = new CutOptions(
                Instant.parse("2026-02-01T00:00:00Z"), FragmentNumber.parse("1"), Duration.ofSeconds(1), 1 << 20);
        List<Fragment> cut = new ArrayList<>();
        try (FragmentCutter cutter = FragmentCutter.open(video, options)) {
            for (Optional<Fragment> next = cutter.next(); next.isPresent(); next = cutter.next()) {
                cut.add(next.get());
            }
        }
        return cut;
    }
}
