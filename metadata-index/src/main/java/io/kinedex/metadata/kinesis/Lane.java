package io.kinedex.metadata.kinesis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;

/**
 * The payloads of one partition key, in order. What is being sent stays at the front until it is acknowledged, so that nothing
 * later goes before it. One thread at a time.
 */
final class Lane {
    private static final int THROTTLED_MAX = 6;

    private final String key;
    private final int keyBytes;
    private final Deque<Payload> waiting = new ArrayDeque<>();
    private @Nullable Parcel parcel;
    private long dueNanos;
    private int attempts;
    private boolean underWay;

    /** One payload and the record that it is of. */
    record Payload(long sequence, byte[] data) {}

    /** What is sent as one record of the data stream. */
    record Parcel(SdkBytes data, int size, List<Payload> payloads) {
        Parcel {
            payloads = List.copyOf(payloads);
        }
    }

    Lane(String key, long nowNanos) {
        this.key = key;
        this.keyBytes = key.getBytes(StandardCharsets.UTF_8).length;
        this.dueNanos = nowNanos;
    }

    String key() {
        return key;
    }

    void add(Payload payload) {
        waiting.addLast(payload);
    }

    boolean isEmpty() {
        return parcel == null && waiting.isEmpty();
    }

    boolean isUnderWay() {
        return underWay;
    }

    void underWay(boolean now) {
        underWay = now;
    }

    long dueNanos() {
        return dueNanos;
    }

    /** Not before then. */
    void due(long nanos) {
        dueNanos = nanos;
    }

    /** How many times the parcel was sent in vain. */
    int attempts() {
        return attempts;
    }

    void failed() {
        attempts++;
    }

    /** Was sent too early, which is no failure however often it happens. */
    void throttled() {
        attempts = Math.min(attempts + 1, THROTTLED_MAX);
    }

    /** What goes next: the same as before until it is acknowledged. The lane is not empty. */
    Parcel parcel(int aggregateBytesMax) {
        Parcel ready = parcel;
        if (ready == null) {
            ready = pack(aggregateBytesMax);
            parcel = ready;
        }
        return ready;
    }

    /** The parcel is at the other side. */
    void acknowledged() {
        parcel = null;
        attempts = 0;
    }

    private Parcel pack(int aggregateBytesMax) {
        List<Payload> taken = new ArrayList<>();
        taken.add(waiting.removeFirst());
        int size = Aggregate.emptyBytes(key)
                + Aggregate.recordBytes(taken.getFirst().data().length);
        while (!waiting.isEmpty()) {
            size += Aggregate.recordBytes(waiting.getFirst().data().length);
            if (size + keyBytes > aggregateBytesMax) {
                break;
            }
            taken.add(waiting.removeFirst());
        }
        byte[] data = taken.size() == 1
                ? taken.getFirst().data()
                : Aggregate.of(key, taken.stream().map(Payload::data).toList());
        return new Parcel(SdkBytes.fromByteArrayUnsafe(data), data.length + keyBytes, taken);
    }
}
