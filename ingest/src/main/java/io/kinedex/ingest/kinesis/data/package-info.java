/**
 * Kinesis Data Streams over the node's own logs.
 *
 * <p>{@link io.kinedex.ingest.kinesis.data.DataStreams} has the streams: the node's own metadata stream, under a name that
 * is configured, and those that clients make, each a log in a folder of its own.
 * {@link io.kinedex.ingest.kinesis.data.DataOperations} answers AWS's operations on them. Shards are the log's shards,
 * sequence numbers are the log's, and a shard iterator is a position that the node has signed.
 */
@NullMarked
package io.kinedex.ingest.kinesis.data;

import org.jspecify.annotations.NullMarked;
