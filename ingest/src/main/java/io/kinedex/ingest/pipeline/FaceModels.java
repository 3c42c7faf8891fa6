package io.kinedex.ingest.pipeline;

import io.kinedex.inference.catalogue.BundleCatalogue;
import io.kinedex.inference.catalogue.ModelBundle;
import io.kinedex.inference.face.FaceRecogniser;
import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.metadata.people.FaceSeal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What recognising faces needs: the bundle, loaded when it is first wanted, and the seal. It ends after the inference
 * threads. All threads.
 */
public final class FaceModels implements AutoCloseable {
    private static final String BUNDLE = "sface";

    private final PinnedStore store;
    private final Optional<FaceSeal> seal;
    private @Nullable FaceRecogniser recogniser;

    public FaceModels(PinnedStore store, FaceSeal seal) {
        this.store = store;
        this.seal = Optional.of(seal);
    }

    /** For a trial, of which nothing is published. */
    public FaceModels(PinnedStore store) {
        this.store = store;
        this.seal = Optional.empty();
    }

    /** @throws IllegalStateException where this is a trial's */
    FaceSeal seal() {
        return seal.orElseThrow(() -> new IllegalStateException("a trial has no key to seal faces with"));
    }

    /** @throws io.kinedex.inference.InferenceException where its weights are missing or wrong */
    synchronized FaceRecogniser recogniser() {
        FaceRecogniser there = recogniser;
        if (there == null) {
            ModelBundle bundle = BundleCatalogue.bundled()
                    .find(BUNDLE)
                    .orElseThrow(() -> new IllegalStateException("the catalogue has no bundle " + BUNDLE));
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
