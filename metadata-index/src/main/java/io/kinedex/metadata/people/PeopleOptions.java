package io.kinedex.metadata.people;

/**
 * How people are told apart.
 *
 * @param tenant    in whose name changes are recorded
 * @param cosineMin faces at least this alike are one person's, -1..1; docs/people.md says what it means
 */
public record PeopleOptions(String tenant, double cosineMin) {
    /** What docs/people.md says of the bundled model. */
    public static final double COSINE_MIN = 0.45;

    public PeopleOptions {
        if (!(cosineMin > 0 && cosineMin < 1)) {
            throw new IllegalArgumentException("cosine-min is %s, must be between 0 and 1".formatted(cosineMin));
        }
    }
}
