/**
 * Plays what is in the archive as Kinesis Video's archived-media API does: HLS sessions, clips and images.
 *
 * <p>{@link io.kinedex.ingest.kinesis.playback.PlaybackOperations} registers the operations, which callers sign, and the
 * pages of HLS sessions, whose addresses carry an encrypted token instead. A session is nothing but its token: which
 * stream, which range, how. Playlists are made from the archive's rows and the tracks in front of each fragment; media
 * segments from the fragments, without re-encoding, when they are asked for. Only how far a live playlist has slid is
 * remembered, and can be found again from the archive.
 */
@NullMarked
package io.kinedex.ingest.kinesis.playback;

import org.jspecify.annotations.NullMarked;
