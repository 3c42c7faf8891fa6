package io.kinedex.ingest.emulator;

import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.config.ByteSize;
import io.kinedex.ingest.config.DurationText;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Takes typed values out of a script's keys, and tells of each wrong one where it stands and what may. Stateless. */
final class ScriptKeys {
    private final String script;
    private final ScriptNode.Keys keys;

    ScriptKeys(String script, ScriptNode.Keys keys) {
        this.script = script;
        this.keys = keys;
    }

    /** @throws IngestException BAD_CONFIGURATION where there is a key that is not among the known */
    void requireKnown(Set<String> known) {
        for (Map.Entry<String, ScriptNode> entry : keys.values().entrySet()) {
            if (!known.contains(entry.getKey())) {
                throw ScriptParser.bad(
                        script,
                        entry.getValue().line(),
                        "key '%s' is not known; known here: %s"
                                .formatted(entry.getKey(), String.join(", ", new TreeSet<>(known))));
            }
        }
    }

    boolean has(String key) {
        return keys.values().containsKey(key);
    }

    int line() {
        return keys.line();
    }

    Optional<ScriptNode> node(String key) {
        return Optional.ofNullable(keys.values().get(key));
    }

    Optional<String> text(String key) {
        return node(key).map(node -> single(key, node));
    }

    /** A single value or a list of them. */
    List<String> texts(String key) {
        return switch (keys.values().get(key)) {
            case null -> List.of();
            case ScriptNode.Items items ->
                items.items().stream().map(item -> single(key, item)).toList();
            case ScriptNode node -> List.of(single(key, node));
        };
    }

    long number(String key, long otherwise, long min, long max) {
        return value(
                key,
                otherwise,
                text -> {
                    long number = Long.parseLong(text);
                    if (number < min || number > max) {
                        throw new IllegalArgumentException();
                    }
                    return number;
                },
                "a whole number in %d..%d".formatted(min, max));
    }

    /** One count from 1 or a list of them. */
    Set<Long> counts(String key) {
        Set<Long> counts = new TreeSet<>();
        for (String text : texts(key)) {
            try {
                counts.add(Long.parseLong(text));
            } catch (NumberFormatException _) {
                counts.add(0L);
            }
            if (counts.contains(0L) || counts.stream().anyMatch(count -> count < 1)) {
                throw bad("key '%s' is '%s', must be a whole number from 1 or a list of them".formatted(key, text));
            }
        }
        return counts;
    }

    double fraction(String key, double otherwise) {
        return value(
                key,
                otherwise,
                text -> {
                    double number = Double.parseDouble(text);
                    if (!(number >= 0 && number <= 1)) {
                        throw new IllegalArgumentException();
                    }
                    return number;
                },
                "a number in 0..1");
    }

    long bytes(String key, long otherwise) {
        return value(key, otherwise, text -> ByteSize.parse(text).bytes(), "a size such as 4096, 64KB or 2MB");
    }

    Duration duration(String key, Duration otherwise) {
        return value(key, otherwise, DurationText::parse, "a duration such as 500ms, 2s or 15m");
    }

    /** A duration that may have a sign. */
    Duration step(String key, Duration otherwise) {
        return value(
                key,
                otherwise,
                text -> text.startsWith("-")
                        ? DurationText.parse(text.substring(1)).negated()
                        : DurationText.parse(text.startsWith("+") ? text.substring(1) : text),
                "a duration such as 10s or -10s");
    }

    boolean flag(String key, boolean otherwise) {
        return "true".equals(word(key, otherwise ? "true" : "false", List.of("true", "false")));
    }

    String word(String key, String otherwise, List<String> words) {
        return value(
                key,
                otherwise,
                text -> {
                    if (!words.contains(text)) {
                        throw new IllegalArgumentException();
                    }
                    return text;
                },
                "one of " + String.join(", ", words));
    }

    /** A value that the function reads; what it throws an IllegalArgumentException for is refused. */
    <T> T value(String key, T otherwise, Function<String, T> read, String what) {
        ScriptNode node = keys.values().get(key);
        if (node == null) {
            return otherwise;
        }
        String text = single(key, node);
        try {
            return read.apply(text);
        } catch (IllegalArgumentException e) {
            throw ScriptParser.bad(script, node.line(), "key '%s' is '%s', must be %s".formatted(key, text, what));
        }
    }

    IngestException bad(String what) {
        return ScriptParser.bad(script, keys.line(), what);
    }

    private String single(String key, ScriptNode node) {
        if (node instanceof ScriptNode.Value value) {
            return value.text();
        }
        throw ScriptParser.bad(
                script, node.line(), "key '%s' must be a single value, is %s".formatted(key, node.kind()));
    }
}
