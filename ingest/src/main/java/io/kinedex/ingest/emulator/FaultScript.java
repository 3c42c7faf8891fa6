package io.kinedex.ingest.emulator;

import io.kinedex.ingest.IngestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The faults to be set, in their order, and the seed of their chances. Immutable.
 *
 * @param seed the same seed strikes at the same calls and fragments of a stream
 */
public record FaultScript(long seed, List<Fault> faults) {
    /** More would only be a mistake. */
    static final int FAULTS_MAX = 1_000;

    private static final long BYTES_MAX = 1 << 20;
    private static final Set<String> KEYS = Set.of("seed", "faults", "random");

    public FaultScript {
        faults = List.copyOf(faults);
        Set<String> names = new HashSet<>();
        for (Fault fault : faults) {
            if (!names.add(fault.name())) {
                throw new IngestException(
                        IngestException.Code.BAD_CONFIGURATION, "two faults are named '%s'".formatted(fault.name()));
            }
        }
    }

    public static FaultScript empty() {
        return new FaultScript(0, List.of());
    }

    /**
     * Reads a script.
     *
     * @throws IngestException BAD_CONFIGURATION, naming the file, the line, the key and what may stand there
     */
    public static FaultScript read(Path file) {
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw new IngestException(
                        IngestException.Code.BAD_CONFIGURATION,
                        "script %s has more than %d bytes".formatted(file, BYTES_MAX));
            }
            return parse(Files.readString(file), file.toString());
        } catch (IOException e) {
            throw new IngestException(
                    IngestException.Code.BAD_CONFIGURATION, "script %s cannot be read: %s".formatted(file, e), e);
        }
    }

    /**
     * Reads a script's text.
     *
     * @param name for messages
     */
    public static FaultScript parse(String text, String name) {
        ScriptKeys keys = new ScriptKeys(name, ScriptParser.parse(text, name));
        keys.requireKnown(KEYS);
        long seed = keys.number("seed", 0, Long.MIN_VALUE, Long.MAX_VALUE);
        List<Fault> faults = new ArrayList<>();
        keys.node("random").ifPresent(node -> faults.addAll(RandomFaults.read(name, node)));
        keys.node("faults").ifPresent(node -> {
            if (!(node instanceof ScriptNode.Items items)) {
                throw ScriptParser.bad(name, node.line(), "'faults' must be a list, is " + node.kind());
            }
            items.items().forEach(item -> faults.add(fault(name, item, faults.size() + 1)));
        });
        if (faults.size() > FAULTS_MAX) {
            throw ScriptParser.bad(name, keys.line(), "%d faults, more than %d".formatted(faults.size(), FAULTS_MAX));
        }
        try {
            return new FaultScript(seed, faults);
        } catch (IngestException e) {
            throw ScriptParser.bad(name, keys.line(), e.getMessage());
        }
    }

    /**
     * Reads a fault as options have it: {@code cut:after-bytes=100000,stream=gate-2,times=1}.
     *
     * @param ordinal the fault's place, which names it where the text does not
     */
    public static Fault option(String text, int ordinal) {
        int colon = text.indexOf(':');
        String kind = colon < 0 ? text : text.substring(0, colon);
        Map<String, ScriptNode> values = new LinkedHashMap<>();
        values.put("fault", new ScriptNode.Value(kind.strip(), 1));
        String rest = colon < 0 ? "" : text.substring(colon + 1);
        for (String pair : rest.isBlank() ? new String[0] : rest.split(",", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new IngestException(
                        IngestException.Code.BAD_CONFIGURATION,
                        "fault '%s': '%s' must be key=value".formatted(text, pair));
            }
            values.put(
                    pair.substring(0, equals).strip(),
                    new ScriptNode.Value(pair.substring(equals + 1).strip(), 1));
        }
        return fault("fault '" + text + "'", new ScriptNode.Keys(values, 1), ordinal);
    }

    /**
     * Every fault that a consumer must survive without losing count, at random.
     *
     * @param rate 1 is the usual rate, 2 twice as often
     */
    public static List<Fault> random(double rate) {
        if (!(rate >= 0 && rate <= RandomFaults.RATE_MAX)) {
            throw new IllegalArgumentException("a rate of %s must be in 0..%d".formatted(rate, RandomFaults.RATE_MAX));
        }
        return RandomFaults.at(rate, "*", 0);
    }

    /** This script and more faults. */
    public FaultScript with(List<Fault> more) {
        List<Fault> all = new ArrayList<>(faults);
        all.addAll(more);
        return new FaultScript(seed, all);
    }

    /** This script and one more fault. */
    public FaultScript with(Fault fault) {
        return with(List.of(fault));
    }

    public FaultScript seeded(long other) {
        return new FaultScript(other, faults);
    }

    private static Fault fault(String script, ScriptNode node, int ordinal) {
        if (!(node instanceof ScriptNode.Keys map)) {
            throw ScriptParser.bad(script, node.line(), "a fault must be keys and values, is " + node.kind());
        }
        ScriptKeys keys = new ScriptKeys(script, map);
        Optional<String> word = keys.text("fault");
        if (word.isEmpty()) {
            throw keys.bad("a fault must say what it is: 'fault: %s'".formatted(String.join(" | ", FaultKind.words())));
        }
        FaultKind kind = keys.value("fault", FaultKind.CUT, FaultScript::kind, "one of " + FaultKind.words());
        Set<String> known = new HashSet<>(FaultTrigger.KEYS);
        known.add("fault");
        known.add("name");
        known.addAll(kind.keys());
        keys.requireKnown(known);
        String name = keys.text("name").orElse("%s-%d".formatted(kind.word(), ordinal));
        return new Fault(name, FaultTrigger.read(keys, kind.operations()), kind.read(keys));
    }

    private static FaultKind kind(String word) {
        for (FaultKind kind : FaultKind.values()) {
            if (kind.word().equals(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException(word);
    }
}
