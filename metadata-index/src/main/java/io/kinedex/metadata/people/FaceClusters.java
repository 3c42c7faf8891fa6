package io.kinedex.metadata.people;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Puts faces together as they come, by the rule by which {@link People} does for those of a stream that nobody has named,
 * and keeps nothing: to measure how right that is. One thread.
 */
public final class FaceClusters {
    private static final String MODEL = "one";

    private final KnownFaces faces;
    private final Map<String, Identity> clusters = new HashMap<>();

    /** @param cosineMin as {@link PeopleOptions} has it */
    public FaceClusters(double cosineMin) {
        this.faces = new KnownFaces(cosineMin);
    }

    /**
     * Adds a face.
     *
     * @param vector of length 1, {@value FaceTable#LENGTH} numbers
     * @return the cluster that it is in
     */
    public String add(float[] vector) {
        String cluster = faces.nearest(vector, MODEL, Set.of())
                .map(KnownFaces.Likeness::person)
                .orElseGet(() -> String.valueOf(clusters.size()));
        Identity identity = clusters.computeIfAbsent(cluster, id -> new Identity(id, MODEL));
        identity.add(vector);
        faces.show(identity);
        return cluster;
    }
}
