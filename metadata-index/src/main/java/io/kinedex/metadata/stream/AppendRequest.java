package io.kinedex.metadata.stream;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One call of append on its way to the disk: already encoded, not yet numbered. */
record AppendRequest(
        List<Draft> drafts,
        @Nullable Checkpoint checkpoint,
        long bytes,
        CompletableFuture<SequenceNumber> acknowledged) {

    /**
     * An entry without a sequence number. Nobody compares it, nobody changes its bytes.
     *
     * @param key the name of the record's stream, or the partition key of what is foreign
     * @param id  null of what is foreign
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Draft(String key, int shard, @Nullable RecordId id, byte[] data) {}

    AppendRequest {
        drafts = List.copyOf(drafts);
    }

    static AppendRequest of(List<Draft> drafts, Checkpoint checkpoint) {
        long bytes = checkpoint.state().length();
        for (Draft draft : drafts) {
            bytes += draft.data().length;
        }
        return new AppendRequest(drafts, checkpoint, bytes, new CompletableFuture<>());
    }

    /** Documents of others, after which no stream has got any further. */
    static AppendRequest ofForeign(List<Draft> drafts) {
        long bytes = drafts.stream().mapToLong(draft -> draft.data().length).sum();
        return new AppendRequest(drafts, null, bytes, new CompletableFuture<>());
    }
}
