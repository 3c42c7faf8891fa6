package io.kinedex.ingest.pipeline;

import io.kinedex.inference.InferenceService;
import io.kinedex.inference.catalogue.ModelBundle;
import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.inference.reading.ReadingOptions;
import io.kinedex.inference.reading.TextReader;
import io.kinedex.inference.speech.SpeechModel;
import io.kinedex.inference.speech.VoiceActivity;
import io.kinedex.ingest.stream.StreamConfig;

/** Opens bundles, each with the code that knows its task. */
final class BundleModels {
    private BundleModels() {}

    /**
     * @throws io.kinedex.inference.InferenceException where a file is missing or is not what it should be
     * @throws IllegalArgumentException                where no code serves the bundle's engine
     */
    static EngineModel open(ModelBundle bundle, PinnedStore store, InferenceService inference) {
        return switch (bundle.engine()) {
            case StreamConfig.TEXT ->
                new TextModel(
                        bundle.name(),
                        bundle.digest(),
                        inference.owns(
                                TextReader.open(bundle, store, ReadingOptions.defaults(), inference.threadsPerModel())),
                        inference);
            case StreamConfig.SPEECH ->
                new SpeechEngine(
                        inference.owns(SpeechModel.open(bundle, store, inference.threadsPerModel())), inference);
            case StreamConfig.SOUND ->
                new SoundEngine(bundle.digest(), inference.owns(VoiceActivity.open(bundle, store)));
            default ->
                throw new IllegalArgumentException(
                        "no engine of this program runs bundle %s for %s".formatted(bundle.name(), bundle.engine()));
        };
    }
}
