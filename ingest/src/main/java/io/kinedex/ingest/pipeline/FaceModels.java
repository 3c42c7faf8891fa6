package io.kinedex.ingest.pipeline;

import io.kinedex.inference.catalogue.BundleCatalogue;
import io.kinedex.inference.catalogue.ModelBundle;
import io.kinedex.inference.face.FaceRecogniser;
import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.ingest.stream.StreamConfig;
import io.kinedex.metadata.people.FaceSeal;
import org.jspecify.annotations.Nullable;

/**
 * What recognising faces needs: the bundle, loaded when it is first wanted, and the seal. It ends after the inference
 * threads. All threads.
 */
public final class FaceModels implements AutoCloseable {
    private final PinnedStore store;
    private final FaceSeal seal;
    private @Nullable FaceRecogniser recogniser;

    public FaceModels(PinnedStore store, FaceSeal seal) {
        this.store = store;
        this.seal = seal;
    }

    FaceSeal seal() {
        return seal;
    }

    /** @throws io.kinedex.inference.InferenceException where its weights are missing or wrong */
    synchronized FaceRecogniser recogniser() {
        FaceRecogniser there = recogniser;
        if (there == null) {
            ModelBundle bundle = BundleCatalogue.bundled()
                    .preferred(StreamConfig.FACES)
                    .orElseThrow(() -> new IllegalStateException("the catalogue has no bundle for faces"));
            there = FaceRecogniser.open(bundle, store, 1);
            recogniser = there;
        }
        return there;
    }

    @Override
    public synchronized void close() {
        if (recogniser != null) {
            recogniser.close();
            recogniser = null;
        }
    }
}
