package io.kinedex.inference.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinedex.frames.Sound;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.catalogue.BundleCatalogue;
import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.inference.sound.FragmentListener;
import io.kinedex.inference.sound.FragmentSound;
import io.kinedex.inference.sound.KeptLine;
import io.kinedex.inference.sound.TestSounds;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bundles for speech with their real weights. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SpeechModelTest {
    private static final int FRAGMENT = 2 * Sound.RATE;

    private final Map<String, SpeechModel> models = new TreeMap<>();

    @AfterAll
    void close() {
        models.values().forEach(SpeechModel::close);
    }

    @ParameterizedTest
    @ValueSource(strings = {"whisper-base", "moonshine-base"})
    void writesDownWhatKennedySaid(String name) throws Exception {
        float[] speech = TestSounds.jfk();

        Transcript transcript = model(name).transcribe(speech, Set.of());

        assertThat(words(transcript.text())).isEqualTo(words(TestSounds.JFK));
        assertThat(transcript.language()).isEqualTo("en");
        assertThat(transcript.confidence()).isBetween(0.7, 1.0);
        assertThat(transcript.words())
                .extracting(word -> words(word.text()).getFirst())
                .isEqualTo(words(TestSounds.JFK));
        double before = 0;
        for (Transcript.SpokenWord word : transcript.words()) {
            assertThat(word.startSeconds()).isGreaterThanOrEqualTo(before);
            assertThat(word.endSeconds()).isBetween(word.startSeconds(), 11.0);
            assertThat(word.confidence()).isBetween(0.0, 1.0);
            before = word.endSeconds() - 0.011;
        }
    }

    @Test
    void whisperTellsWhenAWordWasSaid() throws Exception {
        Transcript transcript = model("whisper-base").transcribe(TestSounds.jfk(), Set.of());

        // By ear and by the shape of the wave: a pause of a second before "ask", another before "what".
        assertThat(transcript.words().get(4).endSeconds()).isBetween(1.9, 2.5);
        assertThat(transcript.words().get(5).startSeconds()).isBetween(3.0, 3.6);
        assertThat(transcript.words().get(7).startSeconds()).isBetween(5.0, 5.7);
        assertThat(transcript.words().getLast().startSeconds()).isBetween(9.6, 10.3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"whisper-base", "moonshine-base"})
    void refusesWhatIsNoSpeech(String name) {
        assertThat(model(name).transcribe(TestSounds.noise(0.05, 5), Set.of()).text())
                .isEmpty();
    }

    @Test
    void hearsNobodyInMusicNoiseAndTones() {
        List<List<Sound>> all = List.of(
                TestSounds.music(),
                TestSounds.pieces(TestSounds.noise(0.1, 20), FRAGMENT),
                TestSounds.pieces(TestSounds.tone(440, 0.3, 10), FRAGMENT),
                TestSounds.pieces(new float[10 * Sound.RATE], FRAGMENT));
        for (List<Sound> pieces : all) {
            SpeechStream stream =
                    new SpeechStream.Source(model("moonshine-base").voices()).begin();
            List<SpeechSegment> segments = new ArrayList<>();
            for (Sound piece : pieces) {
                segments.addAll(stream.listen("1", List.of(piece)));
            }
            segments.addAll(stream.end());

            assertThat(segments).isEmpty();
        }
    }

    @Test
    void findsSpeechBetweenPausesOverFragments() throws Exception {
        float[] sound = TestSounds.joined(
                TestSounds.noise(0.001, 3.3), TestSounds.jfk(), TestSounds.noise(0.001, 4), TestSounds.jfk());

        List<SpeechSegment> segments = new ArrayList<>();
        SpeechStream stream = new SpeechStream.Source(model("moonshine-base").voices()).begin();
        for (Sound piece : TestSounds.pieces(sound, FRAGMENT)) {
            segments.addAll(stream.listen("1", List.of(piece)));
        }
        segments.addAll(stream.end());

        assertThat(segments.getFirst().start())
                .isBetween(TestSounds.START.plusMillis(3300), TestSounds.START.plusMillis(3800));
        assertThat(segments.getLast().end())
                .isBetween(TestSounds.START.plusMillis(28_000), TestSounds.START.plusMillis(29_310));
        assertThat(segments).allMatch(segment -> segment.probability() > 0.8);
        StringBuilder text = new StringBuilder();
        segments.forEach(segment ->
                text.append(model("moonshine-base").transcribe(segment).text()).append(' '));
        List<String> heard = words(text.toString());
        assertThat(heard).hasSize(44).containsAll(words(TestSounds.JFK));
    }

    @Test
    void cutsWhatNeverPausesAtAQuietPoint() throws Exception {
        float[] jfk = TestSounds.jfk();
        // Without its pauses: the parts in which he speaks, again and again.
        float[] speech = TestSounds.joined(
                Arrays.copyOfRange(jfk, 5000, 35_000),
                Arrays.copyOfRange(jfk, 86_000, 120_000),
                Arrays.copyOfRange(jfk, 135_000, 170_000));
        float[] endless =
                TestSounds.joined(speech, speech, speech, speech, speech, speech, speech, speech, speech, speech);

        List<SpeechSegment> segments = new ArrayList<>();
        SpeechStream stream = new SpeechStream.Source(model("moonshine-base").voices()).begin();
        for (Sound piece : TestSounds.pieces(endless, FRAGMENT)) {
            segments.addAll(stream.listen("1", List.of(piece)));
        }
        segments.addAll(stream.end());

        assertThat(segments).hasSizeBetween(3, 4);
        for (int i = 0; i < segments.size(); i++) {
            assertThat(segments.get(i).samples().length).isLessThanOrEqualTo(28 * Sound.RATE);
            if (i > 0) {
                assertThat(segments.get(i).start())
                        .isEqualTo(segments.get(i - 1).end());
            }
        }
    }

    @Test
    void aResumedStreamGivesTheSameSegments() throws Exception {
        SpeechModel model = model("moonshine-base");
        float[] sound = TestSounds.joined(TestSounds.jfk(), TestSounds.noise(0.001, 2.5), TestSounds.jfk());
        List<Sound> pieces = new ArrayList<>(TestSounds.pieces(sound, 20_011));
        // Two seconds are missing, and the clock is off by 10 ms now and then.
        pieces.remove(5);
        for (int i = 0; i < pieces.size(); i += 3) {
            pieces.set(
                    i,
                    new Sound(
                            pieces.get(i).start().plusMillis(10), pieces.get(i).samples()));
        }
        List<String> whole = new ArrayList<>();
        List<String> resumed = new ArrayList<>();
        FragmentListener.Source<SpeechSegment> source = new SpeechStream.Source(model.voices());
        FragmentListener<SpeechSegment> stream = source.begin();
        FragmentListener<SpeechSegment> restored = source.begin();
        for (int i = 0; i < pieces.size(); i++) {
            String number = Integer.toString(i);
            stream.listen(number, List.of(pieces.get(i))).forEach(segment -> whole.add(told(segment)));
            restored.listen(number, List.of(pieces.get(i))).forEach(segment -> resumed.add(told(segment)));
            String state = restored.state();
            assertThat(state).isEqualTo(stream.state()).hasSizeLessThan(2000);
            KeptLine.State needed = KeptLine.needed(state);
            List<FragmentSound> again = new ArrayList<>();
            for (int j = Integer.parseInt(needed.from()); j <= Integer.parseInt(needed.to()); j++) {
                again.add(new FragmentSound(Integer.toString(j), List.of(pieces.get(j))));
            }
            restored = source.restore(state, again);
        }
        stream.end().forEach(segment -> whole.add(told(segment)));
        restored.end().forEach(segment -> resumed.add(told(segment)));

        assertThat(resumed).isEqualTo(whole).hasSizeGreaterThan(3);
    }

    @Test
    void writesOnlyWhatMayBeSpoken() throws IOException {
        assertThat(model("whisper-base").languages()).contains("en", "fr", "pt").hasSize(99);
        assertThat(model("moonshine-base").languages()).containsExactly("en");
        assertThat(model("whisper-base")
                        .transcribe(TestSounds.jfk(), Set.of("en", "fr"))
                        .language())
                .isEqualTo("en");
        assertThat(model("whisper-base")
                        .transcribe(TestSounds.jfk(), Set.of("fr"))
                        .language())
                .isIn("fr", "");
    }

    @Test
    void refusesAStateThatIsNone() {
        assertThatThrownBy(() -> KeptLine.needed("{}x"))
                .isInstanceOf(InferenceException.class)
                .hasMessageContaining("state of sound");
    }

    private static String told(SpeechSegment segment) {
        return "%s + %s %d %.4f"
                .formatted(
                        segment.start(),
                        Duration.between(segment.start(), segment.end()),
                        Arrays.hashCode(segment.samples()),
                        segment.probability());
    }

    private SpeechModel model(String name) {
        return models.computeIfAbsent(
                name,
                key -> SpeechModel.open(
                        BundleCatalogue.bundled().find(key).orElseThrow(), PinnedStore.configured(), 1));
    }

    private static List<String> words(String text) {
        return List.of(
                text.toLowerCase(Locale.ROOT).replaceAll("[^a-z ]", "").strip().split("\\s+"));
    }
}
