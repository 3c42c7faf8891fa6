/**
 * The endpoint that AWS's clients speak to: the listener, who calls and what they may do, and AWS's protocols on the wire.
 *
 * <p>A request is taken to an {@link Operation} by its path (Kinesis Video: {@code POST /getMedia}) or by its
 * {@code X-Amz-Target} (Kinesis Data Streams). The operations themselves are in the packages below; they see an
 * {@link Exchange} and know nothing of HTTP servers, signatures or encodings.
 */
@NullMarked
package io.kinedex.ingest.kinesis;

import org.jspecify.annotations.NullMarked;
