package io.kinedex.metadata.profile;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a follower's records say. Immutable; any thread. */
public enum Profile {
    /** The record as the stream keeps it, one for each fragment and engine. */
    KINEDEX,
    /** What Rekognition Video's face search writes to its data stream, one for each frame that the face engine looked at. */
    REKOGNITION;

    /** The profile's name in requests and configuration files. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The profile of that name.
     *
     * @throws IllegalArgumentException where there is none; the message lists those that are
     */
    public static Profile of(String key) {
        return Arrays.stream(values())
                .filter(profile -> profile.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("profile '%s' must be one of: %s"
                        .formatted(
                                key, Arrays.stream(values()).map(Profile::key).collect(Collectors.joining(", ")))));
    }
}
