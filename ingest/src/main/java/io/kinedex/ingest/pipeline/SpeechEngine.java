package io.kinedex.ingest.pipeline;

import io.kinedex.frames.Sound;
import io.kinedex.inference.InferenceService;
import io.kinedex.inference.speech.SpeechModel;
import io.kinedex.inference.speech.SpeechSegment;
import io.kinedex.inference.speech.SpeechStream;
import io.kinedex.inference.speech.Transcript;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.ingest.stream.EngineConfig;
import io.kinedex.metadata.record.Word;
import io.kinedex.metadata.record.Wording;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Writes down what is said: utterances become sightings of kind {@code speech}. Where somebody speaks is found on the stream's
 * decoding thread, since the next fragment depends on it; each utterance is a job of the inference threads. All threads.
 */
record SpeechEngine(SpeechModel model, InferenceService inference) implements EngineModel.Hearing {
    private static final String KIND = "speech";

    @Override
    public String digest() {
        return model.bundle().digest();
    }

    @Override
    public void require(EngineConfig settings) {
        Set<String> known = model.languages();
        for (String language : settings.languages()) {
            if (!known.contains(language)) {
                throw new IngestException(
                        IngestException.Code.BAD_REQUEST,
                        "model %s does not write language '%s'; it writes %s"
                                .formatted(settings.model(), language, String.join(", ", known)));
            }
        }
    }

    @Override
    public Listening listening(String stream, EngineConfig settings, FragmentArchive archive, String state) {
        return new Transcribing(
                settings, new StreamSound<>(stream, new SpeechStream.Source(model.voices()), archive, state));
    }

    private final class Transcribing extends SoundListening<SpeechSegment> {
        private final EngineConfig settings;

        Transcribing(EngineConfig settings, StreamSound<SpeechSegment> sound) {
            super(sound);
            this.settings = settings;
        }

        @Override
        CompletableFuture<List<Heard>> told(ArchivedFragment row, List<SpeechSegment> segments)
                throws InterruptedException {
            List<CompletableFuture<Optional<Heard>>> pending = new ArrayList<>();
            for (SpeechSegment segment : segments) {
                pending.add(inference
                        .run(
                                settings.model(),
                                () -> model.transcribe(segment.samples(), Set.copyOf(settings.languages())))
                        .thenApply(transcript -> heard(row, segment, transcript)));
            }
            return CompletableFuture.allOf(pending.toArray(CompletableFuture[]::new))
                    .thenApply(all -> pending.stream()
                            .flatMap(each -> each.join().stream())
                            .filter(heard -> heard.confidence() >= settings.confidenceMin())
                            .toList());
        }
    }

    private static Optional<Heard> heard(ArchivedFragment row, SpeechSegment segment, Transcript transcript) {
        if (transcript.isEmpty()) {
            return Optional.empty();
        }
        List<Word> words = transcript.words().stream()
                .map(word -> new Word(
                        word.text(),
                        at(segment, word.startSeconds()),
                        at(segment, word.endSeconds()),
                        word.confidence()))
                .toList();
        Instant start = words.isEmpty() ? segment.start() : words.getFirst().start();
        Instant end = words.isEmpty() ? segment.end() : words.getLast().end();
        if (!end.isAfter(start)) {
            end = start.plus(Sound.duration(1));
        }
        return Optional.of(new Heard(
                KIND,
                KIND,
                start,
                end,
                Heard.moment(row, start, end),
                transcript.confidence(),
                new Wording(transcript.text(), transcript.language(), words)));
    }

    private static Instant at(SpeechSegment segment, double seconds) {
        return segment.start().plus(Duration.ofMillis(Math.round(seconds * 1000)));
    }
}
