package io.kinedex.ingest.kinesis.video;

import io.kinedex.ingest.kinesis.AwsException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** Counts the calls of one operation to each stream, and refuses those beyond the limit. Any thread. */
final class CallRate {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final String operation;
    private final int callsPerSecond;
    private final Map<String, Deque<Long>> calls = new HashMap<>();

    CallRate(String operation, int callsPerSecond) {
        this.operation = operation;
        this.callsPerSecond = callsPerSecond;
    }

    /**
     * Counts a call.
     *
     * @throws AwsException where there have been too many within the last second
     */
    synchronized void count(String stream) {
        long now = System.nanoTime();
        calls.values().removeIf(times -> now - times.getLast() > SECOND);
        Deque<Long> times = calls.computeIfAbsent(stream, name -> new ArrayDeque<>());
        while (!times.isEmpty() && now - times.getFirst() > SECOND) {
            times.removeFirst();
        }
        if (times.size() >= callsPerSecond) {
            throw new AwsException(
                    400,
                    "ClientLimitExceededException",
                    "more than %d calls of %s a second to stream '%s', the limit"
                            .formatted(callsPerSecond, operation, stream));
        }
        times.addLast(now);
    }
}
