package io.kinedex.ingest.kinesis.video;

import io.kinedex.ingest.kinesis.AwsException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Counts calls and open sessions of one kind for each stream, and refuses those beyond the limit. Any thread. */
final class Sessions {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final String operation;
    private final int connectionsMax;
    private final int callsPerSecond;
    private final Map<String, Set<Session>> open = new HashMap<>();
    private final Map<String, Deque<Long>> calls = new HashMap<>();

    Sessions(String operation, int connectionsMax, int callsPerSecond) {
        this.operation = operation;
        this.connectionsMax = connectionsMax;
        this.callsPerSecond = callsPerSecond;
    }

    /** An open session; closing it makes room for the next. */
    final class Session implements AutoCloseable {
        private final String stream;

        private Session(String stream) {
            this.stream = stream;
        }

        @Override
        public void close() {
            leave(this);
        }
    }

    /**
     * Enters a session.
     *
     * @param patience how long one that is ending is waited for
     * @throws AwsException where there have been too many calls, or too many sessions are open
     */
    synchronized Session enter(String stream, Duration patience) throws InterruptedException {
        countCall(stream);
        long deadline = System.nanoTime() + patience.toNanos();
        while (open.getOrDefault(stream, Set.of()).size() >= connectionsMax) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AwsException(
                        400,
                        "ConnectionLimitExceededException",
                        "stream '%s' has %d open %s connections, the limit"
                                .formatted(stream, connectionsMax, operation));
            }
            wait(left / 1_000_000 + 1);
        }
        Session session = new Session(stream);
        open.computeIfAbsent(stream, name -> new HashSet<>()).add(session);
        return session;
    }

    synchronized int count() {
        return open.values().stream().mapToInt(Set::size).sum();
    }

    private void countCall(String stream) {
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

    private synchronized void leave(Session session) {
        Set<Session> its = open.get(session.stream);
        if (its != null && its.remove(session) && its.isEmpty()) {
            open.remove(session.stream);
        }
        notifyAll();
    }
}
