package io.kinedex.ingest.kinesis.video;

import io.kinedex.ingest.kinesis.AwsException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Counts open sessions of one kind for each stream, and refuses calls and sessions beyond the limits. Any thread. */
final class Sessions {
    private final String operation;
    private final int connectionsMax;
    private final Map<String, Set<Session>> open = new HashMap<>();
    private final CallRate calls;

    Sessions(String operation, int connectionsMax, int callsPerSecond) {
        this.operation = operation;
        this.connectionsMax = connectionsMax;
        this.calls = new CallRate(operation, callsPerSecond);
    }

    /** An open session; closing it makes room for the next. */
    final class Session implements AutoCloseable {
        private final String stream;
        private Runnable end = () -> {};
        private boolean takenOver;

        private Session(String stream) {
            this.stream = stream;
        }

        /** Calls this where another session takes the place of this one, at once where it has. */
        void whenTakenOver(Runnable action) {
            synchronized (Sessions.this) {
                end = action;
                if (takenOver) {
                    action.run();
                }
            }
        }

        private void takeOver() {
            if (!takenOver) {
                takenOver = true;
                end.run();
            }
        }

        @Override
        public void close() {
            leave(this);
        }
    }

    /**
     * Enters a session.
     *
     * @throws AwsException where there have been too many calls, or too many sessions are open
     */
    synchronized Session enter(String stream) {
        calls.count(stream);
        requireRoom(stream);
        return open(stream);
    }

    /**
     * Enters a session in the place of the oldest where too many are open.
     *
     * @param patience how long the oldest may take to end
     * @throws AwsException where there have been too many calls, or the oldest does not end
     */
    synchronized Session takeOver(String stream, Duration patience) throws InterruptedException {
        calls.count(stream);
        long deadline = System.nanoTime() + patience.toNanos();
        long left = patience.toNanos();
        while (isFull(stream) && left > 0) {
            Set<Session> its = open.getOrDefault(stream, Set.of());
            its.stream().limit(its.size() - connectionsMax + 1L).forEach(Session::takeOver);
            wait(left / 1_000_000 + 1);
            left = deadline - System.nanoTime();
        }
        requireRoom(stream);
        return open(stream);
    }

    private boolean isFull(String stream) {
        return open.getOrDefault(stream, Set.of()).size() >= connectionsMax;
    }

    private void requireRoom(String stream) {
        if (isFull(stream)) {
            throw new AwsException(
                    400,
                    "ConnectionLimitExceededException",
                    "stream '%s' has %d open %s connections, the limit".formatted(stream, connectionsMax, operation));
        }
    }

    private Session open(String stream) {
        Session session = new Session(stream);
        open.computeIfAbsent(stream, name -> new LinkedHashSet<>()).add(session);
        return session;
    }

    synchronized int count() {
        return open.values().stream().mapToInt(Set::size).sum();
    }

    private synchronized void leave(Session session) {
        Set<Session> its = open.get(session.stream);
        if (its != null && its.remove(session) && its.isEmpty()) {
            open.remove(session.stream);
        }
        notifyAll();
    }
}
