/**
 * Takes the fragments of streams of Amazon Kinesis Video Streams into the archive, each once.
 *
 * <p>{@link io.kinedex.ingest.source.kinesisvideo.KinesisVideoSources} has one consumer for each stream with such a
 * source, on a virtual thread of its own. A consumer goes round: it asks what the stream is, catches up from the service's
 * archive where it is far behind, reads one GetMedia session to its end, and begins again where that ended. Fragments
 * come by either way in the order of their numbers and go through one intake, which drops what is there already, looks
 * into gaps, and writes the position with the fragment. However many engines and followers a stream has, they read the
 * archive: the service sees one reader.
 *
 * <p>Whatever goes wrong is a setback: named, counted, visible in the stream's status, and followed by a wait that grows
 * with full jitter. Nothing but being stopped ends a consumer.
 */
@NullMarked
package io.kinedex.ingest.source.kinesisvideo;

import org.jspecify.annotations.NullMarked;
