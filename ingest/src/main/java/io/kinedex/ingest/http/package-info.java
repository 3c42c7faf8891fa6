/**
 * The node's HTTP interface: the API that openapi.yaml describes, server-sent events and the search page.
 *
 * <p>{@link io.kinedex.ingest.http.HttpServer} is the way in. The description is not only told to clients: the router is
 * made from it, and {@link io.kinedex.ingest.http.RequestGate} refuses whatever it does not list. One event loop speaks
 * HTTP and never blocks. What blocks (disk, index, log) runs on virtual threads, what decodes runs on a few platform
 * threads; both are bounded, and beyond the bound a request is told to come back later.
 *
 * <p>Bytes that come in go to disk in the order of the stream with at most a megabyte on the way. Followers of the log
 * are cursors: an event is read from the log when the one before has left for the client.
 */
@NullMarked
package io.kinedex.ingest.http;

import org.jspecify.annotations.NullMarked;
