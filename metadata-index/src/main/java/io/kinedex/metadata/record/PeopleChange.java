package io.kinedex.metadata.record;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What somebody said of people: the part of a record that tells no fragment but a decision. Immutable; safe for all
 * threads.
 */
public final class PeopleChange {
    /** The name of the stream that such records stand on; no stream of pictures can have it. */
    public static final String STREAM = ".people";

    /** More subjects go into several changes. */
    public static final int SUBJECTS_MAX = 10_000;

    /** What was decided. */
    public enum Kind {
        /** The person has this name, purpose and consent, and looks like this; what is known already is added to. */
        ENROL,
        /** The subjects, other people, are this person. */
        MERGE,
        /** The subjects, sightings, are of a person of their own. */
        SPLIT,
        /** The subjects, sightings, are of a person of their own, and certainly not of who they were taken for. */
        REJECT,
        /** Nothing that tells of the person may be readable any more. */
        FORGET;

        /** As the JSON form spells it. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws IllegalArgumentException where there is none of that key */
        public static Kind of(String key) {
            return Arrays.stream(values())
                    .filter(kind -> kind.key().equals(key))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "'%s' is no change of people; there are %s".formatted(key, Arrays.toString(values()))));
        }
    }

    private final Kind kind;
    private final String person;
    private final List<String> subjects;
    private final byte[] sealed;

    /**
     * @param person   whom it is about
     * @param subjects see {@link Kind}; may be empty
     * @param sealed   name, purpose, consent and vectors, encrypted by the person's key; of no bytes where there are none.
     *                 Copied
     */
    public PeopleChange(Kind kind, String person, List<String> subjects, byte[] sealed) {
        if (person.isBlank() || subjects.size() > SUBJECTS_MAX) {
            throw new IllegalArgumentException("change %s of person '%s' with %d subjects, may be at most %d"
                    .formatted(kind, person, subjects.size(), SUBJECTS_MAX));
        }
        this.kind = kind;
        this.person = person;
        this.subjects = List.copyOf(subjects);
        this.sealed = sealed.clone();
    }

    public Kind kind() {
        return kind;
    }

    public String person() {
        return person;
    }

    public List<String> subjects() {
        return subjects;
    }

    /** A copy. */
    public byte[] sealed() {
        return sealed.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PeopleChange that
                && kind == that.kind
                && person.equals(that.person)
                && subjects.equals(that.subjects)
                && Arrays.equals(sealed, that.sealed);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * (31 * kind.hashCode() + person.hashCode()) + subjects.hashCode()) + Arrays.hashCode(sealed);
    }

    @Override
    public String toString() {
        return "%s of %s, %d subjects".formatted(kind, person, subjects.size());
    }
}
