package io.kinedex.metadata.people;

import io.kinedex.metadata.MetadataException;
import io.kinedex.metadata.MetadataException.Code;

/**
 * What is written down of a person. Immutable.
 *
 * @param name    empty where nobody knows it yet
 * @param purpose why the person is recognised
 */
public record Card(String name, String purpose, Consent consent) {
    /** Of somebody nobody knows. */
    public static final Card UNKNOWN = new Card("", "", Consent.NONE);

    /** Characters that each of its texts may have. */
    public static final int TEXT_MAX = 500;

    public Card {
        for (String text : new String[] {name, purpose, consent.who(), consent.when(), consent.basis()}) {
            if (text.length() > TEXT_MAX) {
                throw new MetadataException(
                        Code.BAD_RECORD,
                        "'%s...' has %d characters, may have %d"
                                .formatted(text.substring(0, 20), text.length(), TEXT_MAX));
            }
        }
    }

    public boolean isKnown() {
        return !name.isEmpty();
    }
}
