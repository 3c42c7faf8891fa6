package io.kinedex.ingest.kinesis.auth;

import java.util.Optional;

/** The access keys of a node. Any thread; answers from memory. */
@FunctionalInterface
public interface AccessKeys {
    /** The key of this id. */
    Optional<AccessKey> find(String id);

    /** The key that every request counts as signed with, whatever its signature; empty where signatures are checked. */
    default Optional<AccessKey> anyone() {
        return Optional.empty();
    }
}
