package io.kinedex.metadata.profile;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is around a follower's records. Immutable; any thread. */
public enum Envelope {
    /** The record's place in the metadata stream: {@code sequence}, {@code shard}, {@code arrival} and {@code record}. */
    PUBLISHED,
    /** Nothing: the bare document of the profile. */
    NONE,
    /** An event of CloudEvents 1.0 in structured JSON, with the document of the profile as its {@code data}. */
    CLOUDEVENTS;

    /** The envelope's name in requests and configuration files. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The envelope of that name.
     *
     * @throws IllegalArgumentException where there is none; the message lists those that are
     */
    public static Envelope of(String key) {
        return Arrays.stream(values())
                .filter(envelope -> envelope.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("envelope '%s' must be one of: %s"
                        .formatted(
                                key, Arrays.stream(values()).map(Envelope::key).collect(Collectors.joining(", ")))));
    }
}
