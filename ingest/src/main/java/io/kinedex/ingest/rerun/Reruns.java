package io.kinedex.ingest.rerun;

import java.util.List;
import java.util.Optional;

/**
 * Second looks at the archive, one at a time, in the order in which they were asked for. What was asked for survives the loss
 * of the process. Methods block on the disk; any thread may call them.
 */
public interface Reruns {
    /**
     * Begins a rerun as soon as those before it have ended.
     *
     * @throws io.kinedex.ingest.IngestException NOT_FOUND where there is no such stream or it has no fragment there,
     *     BAD_REQUEST where no engine is named or switched on or a model is not one for its engine, UNAVAILABLE where its
     *     weights are missing, CONFLICT where too many wait already, DISK
     */
    Rerun create(NewRerun rerun);

    Optional<Rerun> find(String id);

    /** Of one stream or, where the name is empty, of all; newest first, at most 1000. */
    List<Rerun> list(String stream);

    /**
     * Gives a rerun up that has not ended; what it found is removed. False where there is none.
     *
     * @throws io.kinedex.ingest.IngestException CONFLICT where it has ended
     */
    boolean cancel(String id);
}
