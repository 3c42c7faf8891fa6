package io.kinedex.ingest.pipeline;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceService;
import io.kinedex.inference.catalogue.BundleCatalogue;
import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.inference.sentence.SentenceEncoder;
import io.kinedex.ingest.IngestException;
import io.kinedex.metadata.record.Embedding;
import io.kinedex.metadata.record.Sighting;
import io.kinedex.metadata.record.Wording;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What sentences mean, as vectors: of what was said and written, and of what somebody looks for. The model is loaded when the
 * first sentence comes. All threads.
 *
 * <p>The model knows English; a text in another language that is known gets no vector.
 */
public final class Meaning {
    private static final Logger LOG = LoggerFactory.getLogger(Meaning.class);
    private static final String ENGINE = "meaning";

    private final InferenceService inference;
    private final PinnedStore store;
    private final boolean enabled;
    private final Cache<String, Embedding> passages =
            Caffeine.newBuilder().maximumSize(2048).build();
    private @Nullable SentenceEncoder encoder;
    private boolean failed;

    /** @param enabled whether what is said and written gets vectors */
    public Meaning(InferenceService inference, PinnedStore store, boolean enabled) {
        this.inference = inference;
        this.store = store;
        this.enabled = enabled;
    }

    /**
     * The vector of what somebody looks for.
     *
     * @throws IngestException UNAVAILABLE where the model cannot be run
     */
    public Embedding query(String text) {
        try {
            return encoded(encoder -> encoder.query(text));
        } catch (InferenceException e) {
            throw ModelAnswers.refused(e);
        } catch (InterruptedException e) {
            throw ModelAnswers.interrupted(e);
        }
    }

    /** The sightings with the vectors of what was said or written in them, where they had none and there is one. */
    List<Sighting> added(List<Sighting> sightings) throws InterruptedException {
        if (!enabled || sightings.stream().noneMatch(Meaning::wants)) {
            return sightings;
        }
        List<Sighting> added = new ArrayList<>(sightings.size());
        for (Sighting sighting : sightings) {
            added.add(
                    wants(sighting)
                            ? sighting.withEmbedding(passage(sighting.wording().text()))
                            : sighting);
        }
        return added;
    }

    private static boolean wants(Sighting sighting) {
        Wording wording = sighting.wording();
        boolean understood = wording.language().isEmpty() || wording.language().matches("en(-.*)?");
        return !wording.isEmpty() && understood && sighting.embedding().isEmpty();
    }

    /** A stream goes on without vectors where the model cannot be run: what was said is found by its words all the same. */
    private Embedding passage(String text) throws InterruptedException {
        Embedding known = passages.getIfPresent(text);
        if (known != null) {
            return known;
        }
        try {
            Embedding embedding = encoded(encoder -> encoder.passage(text));
            passages.put(text, embedding);
            return embedding;
        } catch (InferenceException e) {
            warnOnce(e);
            return Embedding.NONE;
        }
    }

    private synchronized void warnOnce(InferenceException e) {
        if (!failed) {
            failed = true;
            LOG.warn("what is said and written gets no vectors: {}", e.getMessage());
        }
    }

    private Embedding encoded(Function<SentenceEncoder, float[]> work) throws InterruptedException {
        SentenceEncoder ready = encoder();
        return new Embedding(
                ready.name(), ModelAnswers.await(ready.name(), inference.run(ready.name(), () -> work.apply(ready))));
    }

    private synchronized SentenceEncoder encoder() {
        if (encoder == null) {
            encoder = inference.owns(SentenceEncoder.open(
                    BundleCatalogue.bundled()
                            .preferred(ENGINE)
                            .orElseThrow(() -> new InferenceException(
                                    InferenceException.Code.UNKNOWN_MODEL, "no bundle serves " + ENGINE)),
                    store));
        }
        return encoder;
    }
}
