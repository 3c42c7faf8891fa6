/**
 * A client of a node's HTTP interface: what the command line and the samples speak through.
 *
 * <p>{@link io.kinedex.ingest.client.NodeClient} is one call per route. On it stand
 * {@link io.kinedex.ingest.client.FileIngest}, which brings files in through cut connections and restarts of the node, and
 * {@link io.kinedex.ingest.client.RecordTail}, which follows the records from where it was.
 */
@NullMarked
package io.kinedex.ingest.client;

import org.jspecify.annotations.NullMarked;
