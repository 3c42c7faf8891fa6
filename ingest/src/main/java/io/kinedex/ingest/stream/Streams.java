package io.kinedex.ingest.stream;

import java.util.List;
import java.util.Optional;

/** The node's streams; their configurations survive a restart. All methods block on the disk; any thread may call them. */
public interface Streams {
    /** By name. */
    List<StreamStatus> list();

    Optional<StreamStatus> find(String name);

    /**
     * Creates the stream or changes its configuration; the next fragment is analysed by it.
     *
     * @throws io.kinedex.ingest.IngestException BAD_REQUEST where an engine or model is not known
     */
    StreamStatus put(StreamConfig config);

    /** The stream's configuration, created from the node's defaults where there is none yet. */
    StreamConfig require(String name);

    /** The configuration a new stream of this name would get. */
    StreamConfig defaults(String name);

    /**
     * Ends its work and removes its configuration and archive. Its records stay in the metadata stream until they age out.
     *
     * @return false where there is no such stream
     */
    boolean delete(String name);
}
