/**
 * Hands the metadata stream on to others.
 *
 * <p>A {@link io.kinedex.metadata.sink.Sink} takes records in order and says up to where they are safe at the other side. A
 * {@link io.kinedex.metadata.sink.SinkRunner} follows the stream for it with a cursor that outlives the process, and begins
 * again after the last record that is safe whenever the sink fails. The stream stays the truth: what is at the other side is
 * a copy that may lag, and that may have the last records twice after a failure, under the same ids and in the same order.
 */
@NullMarked
package io.kinedex.metadata.sink;

import org.jspecify.annotations.NullMarked;
