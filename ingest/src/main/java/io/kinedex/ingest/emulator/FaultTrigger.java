package io.kinedex.ingest.emulator;

import io.kinedex.frames.FragmentNumber;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * When a fault strikes: all that is said here must hold. Immutable.
 *
 * @param operations  it strikes in these; {@code *} is all
 * @param stream      the stream's name, with {@code *} for any letters
 * @param calls       the calls of those operations to such streams, counted from 1 by the fault; empty for all
 * @param fragments   the fragments of an answer counted from 1 (of a feed: of the stream); empty for all
 * @param number      the fragment's number; null for all
 * @param every       each nth of what is left; 1 for all
 * @param probability of what is left, by the script's seed
 * @param times       how often at most; 0 for no limit
 * @param after       not before so long after the fault was set
 * @param until       not later than so long after the fault was set; zero for no limit
 */
public record FaultTrigger(
        List<String> operations,
        String stream,
        Set<Long> calls,
        Set<Long> fragments,
        @Nullable FragmentNumber number,
        int every,
        double probability,
        long times,
        Duration after,
        Duration until) {
    static final Set<String> KEYS = Set.of(
            "operation", "stream", "call", "fragment", "number", "every", "probability", "times", "after", "until");

    public FaultTrigger {
        operations = List.copyOf(operations);
        calls = Set.copyOf(calls);
        fragments = Set.copyOf(fragments);
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("probability is %s, must be in 0..1".formatted(probability));
        }
        if (every < 1 || times < 0) {
            throw new IllegalArgumentException("every is %d, times is %d".formatted(every, times));
        }
    }

    /** Always, in these operations. */
    public static FaultTrigger always(List<String> operations) {
        return new FaultTrigger(operations, "*", Set.of(), Set.of(), null, 1, 1, 0, Duration.ZERO, Duration.ZERO);
    }

    static FaultTrigger read(ScriptKeys keys, List<String> operations) {
        List<String> named = keys.texts("operation");
        return new FaultTrigger(
                named.isEmpty() ? operations : named,
                keys.text("stream").orElse("*"),
                keys.counts("call"),
                keys.counts("fragment"),
                keys.has("number")
                        ? keys.value("number", FragmentNumber.ONE, FragmentNumber::parse, "a fragment's number")
                        : null,
                (int) keys.number("every", 1, 1, 1_000_000),
                keys.fraction("probability", 1),
                keys.number("times", 0, 0, 1_000_000),
                keys.duration("after", Duration.ZERO),
                keys.duration("until", Duration.ZERO));
    }

    boolean concerns(String operation, String name) {
        return (operations.contains("*") || operations.contains(operation)) && isStream(name);
    }

    private boolean isStream(String name) {
        return stream.equals("*") || glob(stream).matcher(name).matches();
    }

    private static Pattern glob(String text) {
        StringBuilder pattern = new StringBuilder();
        for (String part : text.split("\\*", -1)) {
            pattern.append(pattern.isEmpty() ? "" : ".*").append(Pattern.quote(part));
        }
        return Pattern.compile(pattern.toString());
    }

    boolean isOpenAfter(Duration age) {
        return age.compareTo(after) >= 0 && (until.isZero() || age.compareTo(until) <= 0);
    }
}
