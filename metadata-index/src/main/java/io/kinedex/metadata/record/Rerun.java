package io.kinedex.metadata.record;

import java.util.Arrays;
import java.util.Locale;

/**
 * That a record belongs to a second look at what was analysed before.
 *
 * @param id    of the rerun, letters, digits and dashes, at most 64 of them
 * @param state what the record says of it
 */
public record Rerun(String id, State state) {
    /** What a record of a rerun says. */
    public enum State {
        /** What the engine found in one fragment. Nobody finds it until the rerun is complete. */
        PART,
        /**
         * All has been looked at again: what the rerun's engine found takes the place of what that engine had found before
         * on this stream from the record's fragment.start to its fragment.end.
         */
        COMPLETE,
        /** The rerun was given up: what it found counts for nothing. */
        CANCELLED;

        /** As the JSON form spells it. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws IllegalArgumentException where there is none of that key */
        public static State of(String key) {
            return Arrays.stream(values())
                    .filter(state -> state.key().equals(key))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "'%s' is no state of a rerun; there are %s".formatted(key, Arrays.toString(values()))));
        }
    }

    public Rerun {
        if (!id.matches("[a-zA-Z0-9-]{1,64}")) {
            throw new IllegalArgumentException("rerun '%s' must be 1 to 64 letters, digits or dashes".formatted(id));
        }
    }
}
