package io.kinedex.ingest.pipeline;

import io.kinedex.inference.InferenceService;
import io.kinedex.inference.catalogue.BundleCatalogue;
import io.kinedex.inference.catalogue.ModelBundle;
import io.kinedex.inference.face.FaceRecogniser;
import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.metadata.people.FaceSeal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What recognising faces needs: the bundle, loaded when it is first wanted, and the seal. All threads.
 */
public final class FaceModels {
    private static final String BUNDLE = "sface";

    private final InferenceService inference;
    private final PinnedStore store;
    private final Optional<FaceSeal> seal;
    private @Nullable FaceRecogniser recogniser;

    public FaceModels(InferenceService inference, PinnedStore store, FaceSeal seal) {
        this(inference, store, Optional.of(seal));
    }

    /** For a trial, of which nothing is published. */
    public FaceModels(InferenceService inference, PinnedStore store) {
        this(inference, store, Optional.empty());
    }

    private FaceModels(InferenceService inference, PinnedStore store, Optional<FaceSeal> seal) {
        this.inference = inference;
        this.store = store;
        this.seal = seal;
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
            there = inference.owns(FaceRecogniser.open(bundle, store, 1));
            recogniser = there;
        }
        return there;
    }
}
