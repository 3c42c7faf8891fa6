package io.kinedex.ingest.emulator;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** A fault that is set, and what it has counted. Its owner sees to it that one thread at a time calls. */
final class ArmedFault {
    private final Fault fault;
    private final long seed;
    private final Instant set;
    private final Map<String, Long> chances = new HashMap<>();
    private long calls;
    private long strikes;

    ArmedFault(Fault fault, long seed, Instant set) {
        this.fault = fault;
        this.seed = seed;
        this.set = set;
    }

    Fault fault() {
        return fault;
    }

    /** The calls that concerned it. */
    long calls() {
        return calls;
    }

    /** How often it struck. */
    long strikes() {
        return strikes;
    }

    /** Counts a call. */
    long countCall() {
        calls++;
        return calls;
    }

    /**
     * Whether it strikes now; counts it where it does.
     *
     * @param call which of the calls that concern it, from 1; 0 for none
     */
    boolean strikes(Occasion occasion, long call, Instant now) {
        FaultTrigger when = fault.when();
        if (!occasion.suits(fault)
                || !when.isOpenAfter(Duration.between(set, now))
                || !(when.calls().isEmpty() || when.calls().contains(call))
                || (when.times() > 0 && strikes >= when.times())) {
            return false;
        }
        long chance = chances.merge(occasion.stream(), 1L, Long::sum);
        if (chance % when.every() != 0 || draw(occasion.stream(), chance) >= when.probability()) {
            return false;
        }
        strikes++;
        return true;
    }

    /** The same in each run for the nth chance on a stream, whatever happens on others: 0 to just under 1. */
    private double draw(String stream, long chance) {
        long hash = seed;
        for (byte letter : (fault.name() + '\n' + stream).getBytes(StandardCharsets.UTF_8)) {
            hash = mixed(hash * 31 + letter);
        }
        return (mixed(hash + chance * 0x9E3779B97F4A7C15L) >>> 11) * 0x1.0p-53;
    }

    /** MurmurHash3's finaliser. */
    private static long mixed(long value) {
        long mixed = (value ^ value >>> 33) * 0xFF51AFD7ED558CCDL;
        mixed = (mixed ^ mixed >>> 33) * 0xC4CEB9FE1A85EC53L;
        return mixed ^ mixed >>> 33;
    }
}
