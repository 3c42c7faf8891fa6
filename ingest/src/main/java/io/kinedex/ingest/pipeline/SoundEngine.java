package io.kinedex.ingest.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.kinedex.frames.Fragment;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.sound.SoundLevels;
import io.kinedex.inference.speech.SpeechSegment;
import io.kinedex.inference.speech.SpeechStream;
import io.kinedex.inference.speech.VoiceActivity;
import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.ingest.config.ConfigJson;
import io.kinedex.ingest.stream.EngineConfig;
import io.kinedex.metadata.record.Wording;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells where there is silence, speech and loud sound: sightings of kind {@code sound}. It is quick enough to do all on the
 * stream's decoding thread. All threads.
 */
record SoundEngine(String digest, VoiceActivity voices) implements EngineModel.Hearing {
    private static final Logger LOG = LoggerFactory.getLogger(SoundEngine.class);
    private static final String KIND = "sound";
    private static final String SPEECH = "speech";

    @Override
    public Listening listening(String stream, EngineConfig settings, FragmentArchive archive, String state) {
        return new Labelling(stream, settings, archive, State.read(state));
    }

    /** What stands in a checkpoint; each empty where there is nothing to know. */
    private record State(String speech, String levels) {
        static State read(String state) {
            try {
                return state.isEmpty() ? new State("", "") : ConfigJson.MAPPER.readValue(state, State.class);
            } catch (JsonProcessingException e) {
                LOG.warn("a sound engine's state cannot be read; it begins afresh", e);
                return new State("", "");
            }
        }

        String write() {
            try {
                return ConfigJson.MAPPER.writeValueAsString(this);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a state is always writable", e);
            }
        }
    }

    private final class Labelling implements Listening {
        private final EngineConfig settings;
        private final StreamSound<SpeechSegment> sound;
        private SoundLevels levels;

        Labelling(String stream, EngineConfig settings, FragmentArchive archive, State state) {
            this.settings = settings;
            this.sound = new StreamSound<>(stream, new SpeechStream.Source(voices), archive, state.speech());
            this.levels = levels(stream, state.levels());
        }

        private static SoundLevels levels(String stream, String state) {
            try {
                return SoundLevels.restore(state);
            } catch (InferenceException e) {
                LOG.warn("stream {}: an open sound is given up: {}", stream, e.getMessage());
                return new SoundLevels();
            }
        }

        @Override
        public CompletableFuture<List<Heard>> hear(ArchivedFragment row, Fragment fragment)
                throws InterruptedException {
            takeUp(row);
            StreamSound.Part<SpeechSegment> part;
            try {
                part = sound.hear(row, fragment);
            } catch (InferenceException e) {
                sound.begin();
                return CompletableFuture.failedFuture(e);
            }
            List<SoundLevels.Span> spans = new ArrayList<>(levels.listen(part.pieces()));
            if (row.endOfSession()) {
                spans.addAll(levels.end());
            }
            return told(row, part.ended(), spans);
        }

        @Override
        public CompletableFuture<List<Heard>> miss(ArchivedFragment row) throws InterruptedException {
            takeUp(row);
            return told(row, sound.end(), levels.end());
        }

        private void takeUp(ArchivedFragment row) {
            if (sound.beginsAfreshAt(row)) {
                levels = new SoundLevels();
            }
        }

        private CompletableFuture<List<Heard>> told(
                ArchivedFragment row, List<SpeechSegment> segments, List<SoundLevels.Span> spans) {
            List<Heard> heard = new ArrayList<>();
            segments.forEach(each -> heard.add(heard(row, SPEECH, each.start(), each.end(), each.probability())));
            spans.forEach(each -> heard.add(heard(row, each.label(), each.start(), each.end(), 1)));
            heard.removeIf(each -> each.confidence() < settings.confidenceMin());
            heard.sort(Comparator.comparing(Heard::start));
            return CompletableFuture.completedFuture(List.copyOf(heard));
        }

        private static Heard heard(ArchivedFragment row, String label, Instant start, Instant end, double confidence) {
            return new Heard(KIND, label, start, end, Heard.moment(row, start, end), confidence, Wording.NONE);
        }

        @Override
        public String state() {
            State now = new State(sound.state(), levels.state());
            return now.speech().isEmpty() && now.levels().isEmpty() ? "" : now.write();
        }

        @Override
        public void close() {
            sound.close();
        }
    }
}
