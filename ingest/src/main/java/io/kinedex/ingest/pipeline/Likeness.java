package io.kinedex.ingest.pipeline;

import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceService;
import io.kinedex.inference.catalogue.BundleCatalogue;
import io.kinedex.inference.catalogue.ModelBundle;
import io.kinedex.inference.likeness.EncoderPair;
import io.kinedex.inference.likeness.MobileNetEncoder;
import io.kinedex.inference.likeness.PictureEncoder;
import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.inference.translate.Picture;
import io.kinedex.ingest.IngestException;
import io.kinedex.metadata.record.Box;
import io.kinedex.metadata.record.Embedding;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What things look like, as vectors: of what was found in frames, and of pictures that somebody looks for. The model is
 * loaded when it is first needed. All threads.
 */
public final class Likeness {
    /** Configured where nothing gets a vector. */
    public static final String OFF = "off";

    private static final int SECONDS_MAX = 60;

    private final InferenceService inference;
    private final PinnedStore store;
    private final String configured;
    private @Nullable PictureEncoder encoder;

    /** @param configured a bundle's name, the path of a pair's description, or {@link #OFF} */
    public Likeness(InferenceService inference, PinnedStore store, String configured) {
        this.inference = inference;
        this.store = store;
        this.configured = configured;
    }

    boolean isOn() {
        return !configured.equals(OFF);
    }

    /**
     * The encoder, loaded now where it was not yet.
     *
     * @throws InferenceException where it cannot be loaded
     */
    synchronized PictureEncoder encoder() {
        if (encoder == null) {
            Optional<ModelBundle> bundle = BundleCatalogue.bundled().find(configured);
            encoder = inference.owns(
                    bundle.isPresent()
                            ? MobileNetEncoder.open(bundle.get(), store)
                            : EncoderPair.open(Path.of(configured)));
        }
        return encoder;
    }

    /**
     * The vector of a picture, or of a part of it, that somebody looks for.
     *
     * @throws IngestException BAD_REQUEST where likeness is off, UNAVAILABLE where the model cannot be run
     */
    public Embedding of(Picture picture, Box box) {
        if (!isOn()) {
            throw new IngestException(
                    IngestException.Code.BAD_REQUEST, "the node compares no pictures: inference.likeness is off");
        }
        return run(its -> its.encode(picture, box));
    }

    /** The vector of what a sentence describes, where the configured pair of models knows words. */
    public Optional<Embedding> described(String sentence) {
        if (!isOn() || BundleCatalogue.bundled().find(configured).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(run(its -> ((EncoderPair) its).query(sentence)));
    }

    private interface Encoding {
        float[] of(PictureEncoder encoder);
    }

    private Embedding run(Encoding encoding) {
        try {
            PictureEncoder its = encoder();
            float[] vector = inference.run(its.name(), () -> encoding.of(its)).get(SECONDS_MAX, TimeUnit.SECONDS);
            return new Embedding(its.name(), vector);
        } catch (InferenceException | ExecutionException | TimeoutException e) {
            throw new IngestException(
                    IngestException.Code.UNAVAILABLE, "pictures cannot be compared: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IngestException(IngestException.Code.UNAVAILABLE, "the search was interrupted", e);
        }
    }
}
