package io.kinedex.metadata.delivery;

import java.nio.file.Path;

/** Puts objects. Called by several threads at a time. */
interface Bucket extends AutoCloseable {
    /**
     * Writes the object, in place of one of the same name. When this returns it is there.
     *
     * @throws io.kinedex.metadata.MetadataException UNDELIVERED, with what the other side said
     */
    void put(SpooledObject object, Path file);

    @Override
    void close();
}
