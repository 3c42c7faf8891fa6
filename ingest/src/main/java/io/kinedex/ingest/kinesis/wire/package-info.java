/**
 * AWS's protocols on an HTTP server: bodies as blocking streams with back-pressure, and the encodings of documents.
 *
 * <p>Bytes are handed over between the event loop, which owns the sockets, and the virtual thread of a call in bounded
 * buffers: a client that is slow stops its own call, and a call that is slow stops its own client.
 */
@NullMarked
package io.kinedex.ingest.kinesis.wire;

import org.jspecify.annotations.NullMarked;
