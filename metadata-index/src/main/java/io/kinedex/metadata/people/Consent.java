package io.kinedex.metadata.people;

/**
 * That a person agreed to be recognised. Immutable.
 *
 * @param who   gave it: the person, or who may speak for them
 * @param when  a date or date and time, ISO 8601
 * @param basis where it is written down, such as {@code form 12 in the visitors' book}
 */
public record Consent(String who, String when, String basis) {
    /** Of somebody who has no name yet. */
    public static final Consent NONE = new Consent("", "", "");
}
