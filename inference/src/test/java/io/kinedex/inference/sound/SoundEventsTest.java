package io.kinedex.inference.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kinedex.frames.Sound;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceOptions;
import io.kinedex.inference.InferenceService;
import io.kinedex.inference.TinyOnnx;
import io.kinedex.inference.catalogue.ModelCatalogue;
import io.kinedex.inference.catalogue.SoundEntry;
import io.kinedex.inference.pinned.PinnedStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model of a user's own that knows two tones, over sound that has them. */
class SoundEventsTest {
    private static final int WINDOW = 8000;
    private static final String DESCRIPTION = """
            sounds:
              - name: tones
                engine: sound-events
                task: two tones
                runtime: onnx
                weights: tones.onnx
                input: {rate: 16000, shape: [1, 8000], hop: 4000, scale: 1}
                output: {scores: scores, activation: none}
                confidence-min: 0.2
                labels: {names: [Whistle, hum, '???']}
            """;

    @TempDir
    private Path folder;

    private final InferenceService inference = new InferenceService(
            new InferenceOptions(1, 1, Duration.ZERO, 4), ModelCatalogue.bundled(), PinnedStore.configured());

    @BeforeEach
    void write() throws Exception {
        Files.write(folder.resolve("tones.onnx"), TinyOnnx.tones(new double[] {2000, 400}, WINDOW, Sound.RATE));
    }

    @AfterEach
    void close() {
        inference.close();
    }

    @Test
    void tellsWhatWasHeardAndWhen() throws Exception {
        // a whistle over the border of fragments, a hum to the end
        float[] sound = TestSounds.joined(
                new float[3 * Sound.RATE],
                TestSounds.tone(2000, 0.8, 2),
                new float[2 * Sound.RATE],
                TestSounds.tone(400, 0.7, 1.5));

        List<SoundEvent> events = listen(source(model()), TestSounds.pieces(sound, 30_011), false);

        assertThat(events).extracting(SoundEvent::label).containsExactly("whistle", "hum");
        assertThat(seconds(events.getFirst().start())).isCloseTo(3, within(0.26));
        assertThat(seconds(events.getFirst().end())).isCloseTo(5, within(0.26));
        assertThat(events.getFirst().confidence()).isCloseTo(0.64, within(0.02));
        assertThat(seconds(events.getLast().start())).isCloseTo(7, within(0.26));
        assertThat(seconds(events.getLast().end())).isCloseTo(8.5, within(0.001));
    }

    @Test
    void goesOnAfterARestartAsIfThereWereNone() throws Exception {
        float[] sound = TestSounds.joined(
                TestSounds.tone(2000, 0.8, 2.2),
                TestSounds.tone(400, 0.8, 1.3),
                TestSounds.noise(0.05, 1),
                TestSounds.tone(400, 0.6, 3));
        List<Sound> pieces = new ArrayList<>(TestSounds.pieces(sound, 7_003));
        // what is missing ends everything; the sound goes on three seconds later
        Sound late = pieces.get(6);
        for (int i = 6; i < pieces.size(); i++) {
            pieces.set(
                    i,
                    new Sound(
                            pieces.get(i).start().plusSeconds(3), pieces.get(i).samples()));
        }
        SoundEvents.Source source = source(model());

        List<SoundEvent> whole = listen(source, pieces, false);

        assertThat(listen(source, pieces, true)).isEqualTo(whole).hasSizeGreaterThanOrEqualTo(4);
        assertThat(whole).anyMatch(event -> event.start().equals(late.start().plusSeconds(3)));
    }

    @Test
    void tellsEveryMinuteOfWhatLastsAndOfWhatIsShorterThanAStretch() throws Exception {
        SoundEvents.Source source = source(model());
        List<SoundEvent> events = listen(source, TestSounds.pieces(TestSounds.tone(400, 0.8, 130), 32_000), true);
        assertThat(events).hasSize(3).allMatch(event -> event.label().equals("hum"));
        assertThat(events.get(1).start()).isEqualTo(events.getFirst().end());
        assertThat(seconds(events.getLast().end())).isCloseTo(130, within(0.001));

        List<SoundEvent> brief = listen(source, TestSounds.pieces(TestSounds.tone(400, 1, 0.4), 32_000), false);
        assertThat(brief).hasSize(1);
        assertThat(seconds(brief.getFirst().end())).isCloseTo(0.4, within(0.001));
        assertThat(listen(source, List.of(), false)).isEmpty();
    }

    @Test
    void refusesAModelThatIsNotAsDescribed() throws Exception {
        assertRefused("[Whistle, hum, '???']", "[whistle, hum]", "output scores has 3 scores, there are 2 labels");
        assertRefused("scores: scores", "scores: classes", "no output classes; it has [scores]");
        assertRefused("shape: [1, 8000]", "shape: [1, 9000]", "invalid dimensions");
        assertRefused("rate: 16000", "rate: 44100", "rate is 44100, must be 16000");
        assertRefused("shape: [1, 8000]", "shape: [2, 4000]", "and 1 before it");
        assertRefused("hop: 4000", "hop: 9000", "a hop of 9000 1600 to 8000");
        assertRefused("scale: 1", "scale: 1.0e30", "is scale right?");
        assertRefused("confidence-min: 0.2", "confidence-min: 0", "must be above 0");
        assertRefused("tones.onnx", "others.onnx", "there is no file");
        assertRefused("task: two tones", "chore: two tones", "sounds[0].task is missing");
        assertThat(model().names()).containsExactly("whistle", "hum", "");
    }

    @Test
    void isFreedWhenTheLastOneLetsGo() throws Exception {
        SoundModel model = model();
        Runnable letGo = model.hold();

        inference.retire(model);
        assertThat(model.scores(new float[WINDOW])).hasSize(3);
        letGo.run();
        letGo.run();

        assertThatThrownBy(() -> model.scores(new float[WINDOW])).hasMessageContaining("is closed");
        assertThatThrownBy(model::hold).hasMessageContaining("is not loaded");
    }

    private void assertRefused(String right, String wrong, String reason) {
        assertThatThrownBy(() -> inference.add(entry(DESCRIPTION.replace(right, wrong))))
                .as(reason)
                .isInstanceOf(InferenceException.class)
                .hasMessageContaining(reason);
    }

    private SoundModel model() throws Exception {
        return inference.add(entry(DESCRIPTION));
    }

    private SoundEntry entry(String description) throws Exception {
        Path document = Files.writeString(folder.resolve("tones.yaml"), description);
        return (SoundEntry) ModelCatalogue.read(document).models().getFirst();
    }

    private static SoundEvents.Source source(SoundModel model) {
        SoundEntry.Input input = model.entry().input();
        return new SoundEvents.Source(model.names(), input.window(), input.hop(), 0.2, model::scores);
    }

    private static List<SoundEvent> listen(SoundEvents.Source source, List<Sound> pieces, boolean restarting)
            throws InterruptedException {
        List<SoundEvent> events = new ArrayList<>();
        FragmentListener<SoundEvent> listener = source.begin();
        for (int i = 0; i < pieces.size(); i++) {
            events.addAll(listener.listen(Integer.toString(i), List.of(pieces.get(i))));
            if (restarting) {
                String state = listener.state();
                KeptLine.State needed = KeptLine.needed(state);
                List<FragmentSound> again = new ArrayList<>();
                for (int j = Integer.parseInt(needed.from()); j <= Integer.parseInt(needed.to()); j++) {
                    again.add(new FragmentSound(Integer.toString(j), List.of(pieces.get(j))));
                }
                listener = source.restore(state, again);
                assertThat(listener.state()).isEqualTo(state).hasSizeLessThan(1000);
            }
        }
        events.addAll(listener.end());
        return events;
    }

    private static double seconds(Instant moment) {
        return Duration.between(TestSounds.START, moment).toNanos() / 1e9;
    }
}
