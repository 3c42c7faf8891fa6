package io.kinedex.metadata.stream;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One call of append on its way to the disk: already encoded, not yet numbered. */
record AppendRequest(
        List<Draft> drafts, Checkpoint checkpoint, long bytes, CompletableFuture<SequenceNumber> acknowledged) {

    /** A record without a sequence number. Nobody compares it, nobody changes its bytes. */
    @SuppressWarnings("ArrayRecordComponent")
    record Draft(String stream, int shard, RecordId id, byte[] json) {}

    AppendRequest {
        drafts = List.copyOf(drafts);
    }

    static AppendRequest of(List<Draft> drafts, Checkpoint checkpoint) {
        long bytes = checkpoint.state().length();
        for (Draft draft : drafts) {
            bytes += draft.json().length;
        }
        return new AppendRequest(drafts, checkpoint, bytes, new CompletableFuture<>());
    }
}
