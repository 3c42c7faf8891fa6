package io.kinedex.metadata.people;

import io.kinedex.metadata.record.Embedding;
import io.kinedex.metadata.record.Sighting;
import io.kinedex.metadata.record.VectorBytes;
import java.util.Optional;

/** Seals and opens what tells whose face a sighting shows, by a key of the sighting's own. All threads. */
public final class FaceSeal {
    private final KeyVault vault;

    public FaceSeal(KeyVault vault) {
        this.vault = vault;
    }

    /**
     * The vector as the sighting may carry it.
     *
     * @param model  digest of the model that made it
     * @param vector of length 1
     * @return {@link Embedding#NONE} where the sighting has been forgotten
     */
    public Embedding sealed(String sightingId, String model, float[] vector) {
        return seal(sightingId, VectorBytes.of(vector))
                .map(bytes -> Embedding.sealed(model, bytes))
                .orElse(Embedding.NONE);
    }

    /** Bytes that are kept between fragments; empty where the sighting has been forgotten. */
    public Optional<byte[]> seal(String sightingId, byte[] plain) {
        return vault.seal(owner(sightingId), plain);
    }

    /** Empty where the sighting has been forgotten. */
    public Optional<byte[]> open(String sightingId, byte[] sealed) {
        return vault.open(owner(sightingId), sealed);
    }

    /** Empty where there is none, where it is of another length, and where the sighting has been forgotten. */
    Optional<float[]> vector(Sighting sighting) {
        return sighting.embedding().isSealed()
                ? open(sighting.id(), sighting.embedding().sealed())
                        .filter(bytes -> bytes.length == FaceTable.LENGTH * Float.BYTES)
                        .map(VectorBytes::floats)
                : Optional.empty();
    }

    static String owner(String sightingId) {
        return "sighting " + sightingId;
    }
}
