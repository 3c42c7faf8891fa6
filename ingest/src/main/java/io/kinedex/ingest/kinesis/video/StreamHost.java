package io.kinedex.ingest.kinesis.video;

import java.util.List;

/** What Kinesis Video's API needs of the node whose streams it shows. Methods may block; any thread may call them. */
public interface StreamHost {
    /** The names of all streams. */
    List<String> names();

    boolean has(String name);

    /** Makes a stream with the node's defaults. */
    void create(String name);

    /** Removes a stream with all its fragments. */
    void delete(String name);

    /** A fragment of the stream has come to the archive. */
    void arrived(String name);
}
