package io.kinedex.ingest.http;

import java.nio.file.Path;
import java.util.List;

/** Models that users bring. All threads; every call may block. */
public interface OwnModels {
    /** Bytes of an archive, and of what is in it. */
    long BYTES_MAX = 1L << 30;

    /** A new name for an archive that is being sent, in a folder that is there. */
    Path incoming();

    /**
     * Takes a model in, or in place of one that was sent under its name before. It is loaded and tried out first: where it
     * is refused, the one before stays.
     *
     * @param archive a ZIP of the description, whose name ends in .yaml, and of the weights
     * @throws io.kinedex.ingest.IngestException BAD_REQUEST with the reason
     */
    ModelStatus put(String name, Path archive);

    /**
     * Removes a model that was sent.
     *
     * @return false where there is none
     * @throws io.kinedex.ingest.IngestException CONFLICT where streams look through it, or where it was dropped into the
     *     folder instead
     */
    boolean remove(String name);

    /** As they stand, those that were refused among them. */
    List<ModelStatus> list();
}
