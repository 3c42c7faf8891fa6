package io.kinedex.metadata.kinesis;

import io.kinedex.metadata.stream.SequenceNumber;
import java.util.Map;
import java.util.TreeMap;

/** Up to which record everything is acknowledged, while answers come in any order. One thread at a time. */
final class Acknowledgements {
    private final TreeMap<Long, Integer> missing = new TreeMap<>();
    private long acknowledged;
    private long accepted;

    Acknowledgements(SequenceNumber after) {
        this.acknowledged = after.value();
        this.accepted = after.value();
    }

    /** A record was accepted that needs so many acknowledgements; sequence numbers grow. */
    void expect(SequenceNumber sequence, int payloads) {
        accepted = sequence.value();
        if (payloads > 0) {
            missing.put(sequence.value(), payloads);
        }
        settle();
    }

    void acknowledge(long sequence) {
        missing.computeIfPresent(sequence, (_, left) -> left == 1 ? null : left - 1);
        settle();
    }

    private void settle() {
        Map.Entry<Long, Integer> first = missing.firstEntry();
        acknowledged = first == null ? accepted : Math.max(acknowledged, first.getKey() - 1);
    }

    SequenceNumber acknowledged() {
        return new SequenceNumber(acknowledged);
    }
}
