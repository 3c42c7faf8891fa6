package io.kinedex.ingest.upload;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Files on their way in. What it acknowledged survives the loss of the process: a restarted node goes on with every
 * upload where it was. Methods block on the disk; any thread may call them.
 */
public interface Uploads {
    /**
     * Begins an upload; its bytes come with {@link #begin} and {@link #written}.
     *
     * @throws io.kinedex.ingest.IngestException BAD_REQUEST, TOO_LARGE, NOT_FOUND ({@code after}) or DISK (too little room for it)
     */
    Upload create(NewUpload upload);

    Optional<Upload> find(String id);

    /** Of one stream or, where the name is empty, of all; newest first, at most 1000. */
    List<Upload> list(String stream);

    /**
     * Takes the writer's place of an upload in state RECEIVING: the caller may write bytes at {@code received} of
     * {@link #content} until it calls {@link #written}.
     *
     * @throws io.kinedex.ingest.IngestException CONFLICT where {@code offset} is not what was received so far, where it is
     *     not RECEIVING or another writer is at it; TOO_LARGE
     */
    Upload begin(String id, long offset);

    /** The file that holds the upload's bytes. */
    Path content(String id);

    /**
     * Ends the turn that {@link #begin} gave: what is in the file is forced to disk and counts as received.
     *
     * @param complete whether the sender says that this was all; without effect where the length is known
     */
    Upload written(String id, boolean complete);

    /** Ends it and removes its bytes; false where there is none. Fragments already cut stay. */
    boolean cancel(String id);
}
