/**
 * Amazon's Kinesis Video Streams, served from the archive.
 *
 * <p>{@link io.kinedex.ingest.kinesis.video.KinesisVideo} adds the operations to an endpoint. The streams are the node's
 * own ({@link io.kinedex.ingest.kinesis.video.StreamHost}); what AWS's API knows beyond that of a stream (its creation
 * time, version, tags) is kept in a small file each. PutMedia writes a fragment to the archive while it arrives, GetMedia
 * sends what is in the archive and waits for more. Neither holds a fragment in memory.
 */
@NullMarked
package io.kinedex.ingest.kinesis.video;

import org.jspecify.annotations.NullMarked;
