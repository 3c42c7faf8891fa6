package io.kinedex.metadata.delivery;

import io.kinedex.metadata.stream.PublishedRecord;
import io.kinedex.metadata.stream.SequenceNumber;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The objects that are being collected: one for each stream and hour. One thread. */
final class Batch {
    /** Each open object holds a file and, compressed or columnar, up to a megabyte of memory. */
    private static final int OBJECTS_MAX = 64;

    private final DeliveryOptions options;
    private final String identity;
    private final Map<Partition, OpenObject> objects = new LinkedHashMap<>();
    private Optional<SequenceNumber> last = Optional.empty();
    private long begunNanos;

    Batch(DeliveryOptions options, String identity) {
        this.options = options;
        this.identity = identity;
    }

    /** Of the last record taken, whether or not it had something to say. */
    Optional<SequenceNumber> last() {
        return last;
    }

    boolean isEmpty() {
        return objects.isEmpty();
    }

    /** Whether the record can only be taken by a new batch. */
    boolean isFullFor(PublishedRecord record) {
        return objects.size() >= OBJECTS_MAX && !objects.containsKey(Partition.of(record));
    }

    boolean isDue() {
        return !objects.isEmpty()
                && (bytes() >= options.bufferBytes()
                        || System.nanoTime() - begunNanos >= options.bufferAge().toNanos());
    }

    private long bytes() {
        return objects.values().stream().mapToLong(OpenObject::bytes).sum();
    }

    void take(PublishedRecord record) throws IOException {
        last = Optional.of(record.sequence());
        Partition partition = Partition.of(record);
        OpenObject object = objects.get(partition);
        if (object == null) {
            object = new OpenObject(options, partition, record.sequence());
            if (!object.take(record)) {
                object.discard();
                return;
            }
            begunNanos = objects.isEmpty() ? System.nanoTime() : begunNanos;
            objects.put(partition, object);
        } else {
            object.take(record);
        }
    }

    /** Completes the files and forces them to the disk. The batch is empty then. */
    List<SpooledObject> seal() throws IOException {
        List<SpooledObject> sealed = new ArrayList<>(objects.size());
        for (OpenObject object : objects.values()) {
            sealed.add(object.seal(identity));
        }
        objects.clear();
        return sealed;
    }

    void discard() {
        objects.values().forEach(OpenObject::discard);
        objects.clear();
    }
}
