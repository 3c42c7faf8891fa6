package io.kinedex.ingest.emulator;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Everything at random: the faults that a consumer must survive without losing count, each with its chance. Stateless. */
final class RandomFaults {
    static final int RATE_MAX = 100;

    private static final Set<String> KEYS = Set.of("rate", "stream", "times");

    /** Each with its chance in a thousand, of calls or of fragments, at rate 1. */
    private static final List<Chance> CHANCES = List.of(
            new Chance(20, "cut:part=0.5,how=rst"),
            new Chance(10, "cut:part=0.9,how=fin"),
            new Chance(10, "cut:part=0"),
            new Chance(30, "cut:after-bytes=150000"),
            new Chance(100, "error:error=ClientLimitExceededException"),
            new Chance(50, "error:error=ConnectionLimitExceededException"),
            new Chance(100, "error:status=503"),
            new Chance(50, "error:status=500"),
            new Chance(50, "error:status=500,operation=GetDataEndpoint"),
            new Chance(50, "error:status=503,operation=ListFragments"),
            new Chance(50, "error:error=ClientLimitExceededException,operation=GetMediaForFragmentList"),
            new Chance(20, "cut:after-bytes=100000,operation=GetMediaForFragmentList"),
            new Chance(50, "delay:time=200ms"),
            new Chance(50, "drip:bytes-per-second=200000"),
            new Chance(10, "stall:time=1s"),
            new Chance(100, "session-limit:time=2s"),
            new Chance(10, "endpoint-move"),
            new Chance(5, "in-band-error:id=3002"),
            new Chance(5, "in-band-error:id=5000"),
            new Chance(5, "in-band-error:id=4503"),
            new Chance(20, "duplicate"),
            new Chance(10, "gap"),
            new Chance(10, "corrupt:damage=crc"),
            new Chance(5, "corrupt:damage=structure"),
            new Chance(5, "empty"),
            new Chance(20, "no-token"),
            new Chance(20, "no-lag"),
            new Chance(20, "reorder-tags"),
            new Chance(5, "clock-jump:by=-10s"),
            new Chance(5, "clock-jump:by=1m"),
            new Chance(5, "clock-jump:by=equal"),
            new Chance(5, "withhold"));

    private RandomFaults() {}

    /** A fault and how often it strikes. */
    private record Chance(int perThousand, String option) {
        Fault fault(double rate, String stream, long times) {
            String when = String.format(
                    Locale.ROOT,
                    "probability=%.6f,stream=%s,times=%d",
                    Math.min(1, perThousand * rate / 1000),
                    stream,
                    times);
            Fault fault = FaultScript.option(option + (option.contains(":") ? "," : ":") + when, 1);
            return new Fault("random-" + option, fault.when(), fault.what());
        }
    }

    static List<Fault> read(String script, ScriptNode node) {
        if (!(node instanceof ScriptNode.Keys map)) {
            throw ScriptParser.bad(script, node.line(), "'random' must be keys and values, is " + node.kind());
        }
        ScriptKeys keys = new ScriptKeys(script, map);
        keys.requireKnown(KEYS);
        double rate = keys.value("rate", 1.0, RandomFaults::rate, "a number in 0..100");
        return at(rate, keys.text("stream").orElse("*"), keys.number("times", 0, 0, 1_000_000));
    }

    /** All of them at a rate: 1 is what it says above, 2 twice as often. */
    static List<Fault> at(double rate, String stream, long times) {
        return CHANCES.stream().map(chance -> chance.fault(rate, stream, times)).toList();
    }

    private static double rate(String text) {
        double rate = Double.parseDouble(text);
        if (!(rate >= 0 && rate <= RATE_MAX)) {
            throw new IllegalArgumentException(text);
        }
        return rate;
    }
}
