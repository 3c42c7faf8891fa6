package io.kinedex.ingest.pipeline;

import io.kinedex.inference.InferenceService;
import io.kinedex.inference.catalogue.SoundEntry;
import io.kinedex.inference.sound.SoundEvent;
import io.kinedex.inference.sound.SoundEvents;
import io.kinedex.inference.sound.SoundModel;
import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.ingest.stream.EngineConfig;
import io.kinedex.metadata.record.Wording;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Tells what a user's own model hears: sightings of kind {@code sound}. Each stretch is a job of the inference threads; the
 * stream's decoding thread waits for it, since what goes on after the fragment depends on it. All threads.
 */
record SoundEventEngine(SoundModel model, InferenceService inference) implements EngineModel.Hearing {
    private static final String KIND = "sound";

    @Override
    public String digest() {
        return model.digest();
    }

    @Override
    public Listening listening(String stream, EngineConfig settings, FragmentArchive archive, String state) {
        String name = model.entry().name();
        SoundEntry.Input input = model.entry().input();
        SoundEvents.Source events = new SoundEvents.Source(
                model.names(),
                input.window(),
                input.hop(),
                Math.max(model.entry().confidenceMin(), settings.confidenceMin()),
                window -> ModelAnswers.await(name, inference.run(name, () -> model.scores(window))));
        return new Hearing(new StreamSound<>(stream, events, archive, state), model.hold());
    }

    /** Holds the model as long as its stream listens through it, also where it has been replaced meanwhile. */
    private static final class Hearing extends SoundListening<SoundEvent> {
        private final Runnable letGo;

        Hearing(StreamSound<SoundEvent> sound, Runnable letGo) {
            super(sound);
            this.letGo = letGo;
        }

        @Override
        CompletableFuture<List<Heard>> told(ArchivedFragment row, List<SoundEvent> events) {
            return CompletableFuture.completedFuture(events.stream()
                    .map(event -> new Heard(
                            KIND,
                            event.label(),
                            event.start(),
                            event.end(),
                            Heard.moment(row, event.start(), event.end()),
                            event.confidence(),
                            Wording.NONE))
                    .toList());
        }

        @Override
        public void close() {
            super.close();
            letGo.run();
        }
    }
}
