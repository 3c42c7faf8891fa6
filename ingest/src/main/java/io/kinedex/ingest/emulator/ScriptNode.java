package io.kinedex.ingest.emulator;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A value of a fault script and the line where it stands. Immutable. */
sealed interface ScriptNode {
    int line();

    /** A word, a number, a duration. */
    record Value(String text, int line) implements ScriptNode {}

    /** A list. */
    record Items(List<ScriptNode> items, int line) implements ScriptNode {
        public Items {
            items = List.copyOf(items);
        }
    }

    /** Keys and their values, in the script's order. */
    record Keys(Map<String, ScriptNode> values, int line) implements ScriptNode {
        public Keys {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }
    }

    /** What kind of value it is, for people. */
    default String kind() {
        return switch (this) {
            case Value _ -> "a single value";
            case Items _ -> "a list";
            case Keys _ -> "keys and values";
        };
    }
}
