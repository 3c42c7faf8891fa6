package io.kinedex.ingest.kinesis.data;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Who is subscribed to which shard: one subscription for each consumer and shard. Any thread. */
final class Subscriptions {
    /** For so long after it began, a subscription is not taken over by another call. */
    static final Duration UNTOUCHED = Duration.ofSeconds(5);

    private final LongSupplier nanos;
    private final Map<Key, Subscription> open = new ConcurrentHashMap<>();

    Subscriptions(LongSupplier nanos) {
        this.nanos = nanos;
    }

    private record Key(String consumer, int shard) {}

    /** Why a subscription ends before its time. */
    enum Ending {
        TAKEN_OVER,
        DEREGISTERED
    }

    /** A subscription that is served by the thread that began it. */
    final class Subscription implements AutoCloseable {
        private final Key key;
        private final Thread thread = Thread.currentThread();
        private final long began = nanos.getAsLong();
        private @Nullable Ending ending;
        private boolean closed;

        private Subscription(Key key) {
            this.key = key;
        }

        /** For how long it has been open. */
        Duration age() {
            return Duration.ofNanos(nanos.getAsLong() - began);
        }

        synchronized Optional<Ending> ending() {
            return Optional.ofNullable(ending);
        }

        private synchronized void end(Ending why) {
            if (!closed && ending == null) {
                ending = why;
                thread.interrupt();
            }
        }

        @Override
        public void close() {
            synchronized (this) {
                closed = true;
            }
            open.remove(key, this);
        }
    }

    /**
     * Begins a subscription of this thread's, in place of an older one of the same consumer and shard.
     *
     * @return empty where the older one has only just begun
     */
    Optional<Subscription> begin(String consumer, int shard) {
        Key key = new Key(consumer, shard);
        Subscription mine = new Subscription(key);
        Subscription holder = open.compute(key, (_, older) -> {
            if (older != null && older.age().compareTo(UNTOUCHED) < 0) {
                return older;
            }
            if (older != null) {
                older.end(Ending.TAKEN_OVER);
            }
            return mine;
        });
        return holder == mine ? Optional.of(mine) : Optional.empty();
    }

    /** Ends all subscriptions of the consumer. */
    void end(String consumer) {
        open.values().stream()
                .filter(each -> each.key.consumer().equals(consumer))
                .forEach(each -> each.end(Ending.DEREGISTERED));
    }
}
