package io.kinedex.ingest.pipeline;

import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceService;
import io.kinedex.inference.catalogue.BundleCatalogue;
import io.kinedex.inference.catalogue.ModelBundle;
import io.kinedex.inference.face.PictureFile;
import io.kinedex.inference.likeness.EncoderPair;
import io.kinedex.inference.likeness.MobileNetEncoder;
import io.kinedex.inference.likeness.PictureEncoder;
import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.inference.translate.Picture;
import io.kinedex.ingest.IngestException;
import io.kinedex.metadata.record.Embedding;
import io.kinedex.metadata.record.Sighting;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What things look like, as vectors: of what was found in frames, and of pictures that somebody looks for. The model is
 * loaded when it is first needed. All threads.
 */
public final class Likeness {
    /** Configured where nothing gets a vector. */
    public static final String OFF = "off";

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
     * The vector of a picture that somebody looks for.
     *
     * @param file a JPEG or PNG; the whole of it counts
     * @throws IngestException BAD_MEDIA where it is none, BAD_REQUEST where likeness is off, UNAVAILABLE where the model
     *     cannot be run
     */
    public Embedding shown(byte[] file) {
        Picture picture;
        try {
            picture = PictureFile.read(file);
        } catch (InferenceException e) {
            throw ModelAnswers.refused(e);
        }
        if (!isOn()) {
            throw new IngestException(
                    IngestException.Code.BAD_REQUEST, "the node compares no pictures: inference.likeness is off");
        }
        return run(its -> its.encode(picture, Sighting.EVERYWHERE));
    }

    /** The vector of what a sentence describes, where the configured pair of models knows words. */
    public Optional<Embedding> described(String sentence) {
        if (!isOn() || BundleCatalogue.bundled().find(configured).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(run(its -> ((EncoderPair) its).query(sentence)));
    }

    private Embedding run(Function<PictureEncoder, float[]> work) {
        try {
            PictureEncoder its = encoder();
            return new Embedding(
                    its.name(), ModelAnswers.await(its.name(), inference.run(its.name(), () -> work.apply(its))));
        } catch (InferenceException e) {
            throw ModelAnswers.refused(e);
        } catch (InterruptedException e) {
            throw ModelAnswers.interrupted(e);
        }
    }
}
