package io.kinedex.metadata.kinesis;

import io.kinedex.metadata.MetadataException;
import io.kinedex.metadata.kinesis.Lane.Parcel;
import io.kinedex.metadata.kinesis.Lane.Payload;
import io.kinedex.metadata.stream.SequenceNumber;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be sent, by partition key, and what is under way. Bounded: who adds waits while there is too much. Any thread.
 */
final class Outbox {
    private static final int PAYLOADS_MAX = 50_000;
    private static final long BYTES_MAX = 32 << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Lane> lanes = new HashMap<>();
    private final Deque<Lane> ready = new ArrayDeque<>();
    private final Acknowledgements acknowledgements;
    private int payloads;
    private long bytes;
    private int underWay;
    private boolean closed;
    private @Nullable MetadataException failure;

    /** Says when a parcel may go. */
    interface Gate {
        /** 0 where the parcel may go now, else how many nanoseconds to wait before asking again. */
        long mayGo(String key, int size, long nowNanos);
    }

    /** A lane with what it sends now. */
    record Departure(Lane lane, Parcel parcel) {}

    Outbox(SequenceNumber after) {
        this.acknowledgements = new Acknowledgements(after);
    }

    /** Adds a record's payloads; waits for room. */
    void add(SequenceNumber sequence, String key, List<byte[]> data) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (failure == null && (payloads >= PAYLOADS_MAX || bytes >= BYTES_MAX)) {
                changed.await();
            }
            check();
            acknowledgements.expect(sequence, data.size());
            for (byte[] each : data) {
                add(key, new Payload(sequence.value(), each));
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void add(String key, Payload payload) {
        Lane lane = lanes.computeIfAbsent(key, name -> new Lane(name, System.nanoTime()));
        if (lane.isEmpty()) {
            ready.addLast(lane);
        }
        lane.add(payload);
        payloads++;
        bytes += payload.data().length;
    }

    /** @throws MetadataException what made sending impossible */
    void check() {
        lock.lock();
        try {
            MetadataException known = failure;
            if (known != null) {
                throw known;
            }
        } finally {
            lock.unlock();
        }
    }

    SequenceNumber acknowledged() {
        lock.lock();
        try {
            return acknowledgements.acknowledged();
        } finally {
            lock.unlock();
        }
    }

    /**
     * What may go now, one parcel of a lane; waits so long for something.
     *
     * @param terms how many parcels and bytes at most
     * @param nanos the longest wait
     */
    List<Departure> next(Terms terms, Gate gate, long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            List<Departure> leaving = new ArrayList<>();
            long wait = nanos;
            if (!closed && underWay < terms.requestsMax()) {
                wait = Math.min(nanos, collect(terms, gate, leaving));
            }
            if (!leaving.isEmpty()) {
                underWay++;
            } else if (wait > 0) {
                changed.awaitNanos(wait);
            }
            return leaving;
        } finally {
            lock.unlock();
        }
    }

    /**
     * @param parcelsMax        in a request
     * @param bytesMax          in a request
     * @param aggregateBytesMax in a parcel of several payloads; 0 for none
     * @param requestsMax       under way at once
     */
    record Terms(int parcelsMax, long bytesMax, int aggregateBytesMax, int requestsMax) {}

    /** How long until something may go that did not. */
    private long collect(Terms terms, Gate gate, List<Departure> leaving) {
        long soonest = Long.MAX_VALUE;
        long size = 0;
        long now = System.nanoTime();
        for (int turn = ready.size(); turn > 0 && leaving.size() < terms.parcelsMax(); turn--) {
            Lane lane = ready.removeFirst();
            long wait = lane.dueNanos() - now;
            if (wait <= 0) {
                Parcel parcel = lane.parcel(terms.aggregateBytesMax());
                wait = size + parcel.size() > terms.bytesMax() ? 0 : gate.mayGo(lane.key(), parcel.size(), now);
                if (wait == 0 && size + parcel.size() <= terms.bytesMax()) {
                    size += parcel.size();
                    lane.underWay(true);
                    leaving.add(new Departure(lane, parcel));
                    continue;
                }
            }
            soonest = Math.min(soonest, wait);
            ready.addLast(lane);
        }
        return soonest;
    }

    /** The request was answered: whether each of its parcels is at the other side, or else when to try it again. */
    void answered(List<Departure> request, List<Duration> pauses) {
        lock.lock();
        try {
            underWay--;
            for (int i = 0; i < request.size(); i++) {
                settle(request.get(i), pauses.get(i));
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void settle(Departure departure, Duration pause) {
        Lane lane = departure.lane();
        lane.underWay(false);
        if (pause.isNegative()) {
            lane.acknowledged();
            for (Payload payload : departure.parcel().payloads()) {
                acknowledgements.acknowledge(payload.sequence());
                payloads--;
                bytes -= payload.data().length;
            }
        } else {
            lane.due(System.nanoTime() + pause.toNanos());
        }
        if (lane.isEmpty()) {
            lanes.remove(lane.key());
        } else {
            ready.addLast(lane);
        }
    }

    void fail(MetadataException reason) {
        lock.lock();
        try {
            if (failure == null) {
                failure = reason;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Sends nothing more; waits so long for answers that are on their way. */
    void close(Duration patience) {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            long left = patience.toNanos();
            while (underWay > 0 && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
