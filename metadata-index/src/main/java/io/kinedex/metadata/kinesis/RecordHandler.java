package io.kinedex.metadata.kinesis;

import java.util.List;

/** Takes the records of a data stream. Called by one thread for each shard, several at once; records of a shard in order. */
@FunctionalInterface
public interface RecordHandler {
    /**
     * The checkpoint is written after this returns. Where it throws, the same records come again after a pause.
     *
     * @param records at least one, none of them seen before as far as this follower remembers
     */
    void handle(List<ReceivedRecord> records) throws InterruptedException;
}
