package io.kinedex.frames;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Writes clips out of fragments without re-encoding: MP4 where it can carry the video, else WebM or Matroska. A clip
 * starts with the keyframe at or before the time asked for, at time 0, and is written as it goes: memory holds two
 * fragments. Sound that the container cannot carry is left out. Where the video's parameters change the clip ends.
 * Stateless; safe for all threads, platform threads only.
 */
public final class ClipWriter {
    private ClipWriter() {}

    /** In which media type a clip of this fragment would be written. */
    public static String mediaType(Fragment fragment) {
        try (FragmentInput input = new FragmentInput(fragment)) {
            return ClipFormat.forVideo(input.requireVideo()).mediaType();
        }
    }

    /**
     * Writes what is shown in [from, to) and the pictures before it that it needs. Does not close {@code out}.
     *
     * @param fragments in the order of time, starting with or before the one that holds {@code from}
     * @throws FramesException with code EMPTY if no fragment holds a picture before {@code to}
     */
    public static Clip write(Iterator<Fragment> fragments, Instant from, Instant to, OutputStream out) {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("a clip from %s to %s is empty".formatted(from, to));
        }
        @Nullable Fragment first = null;
        @Nullable Fragment next = null;
        while (next == null && fragments.hasNext()) {
            Fragment fragment = fragments.next();
            if (first == null || !fragment.producerStart().isAfter(from)) {
                first = hasPictures(fragment) ? fragment : first;
            } else {
                next = fragment;
            }
        }
        if (first == null || !first.producerStart().isBefore(to)) {
            throw new FramesException(FramesException.Code.EMPTY, "no picture between %s and %s".formatted(from, to));
        }
        try (ClipMuxer muxer = new ClipMuxer(first, from, to, out)) {
            boolean more = muxer.add(first);
            while (more && next != null && next.producerStart().isBefore(to)) {
                more = !hasPictures(next) || muxer.add(next);
                next = fragments.hasNext() ? fragments.next() : null;
            }
            return muxer.finish();
        }
    }

    /** Writes a clip to a file. */
    public static Clip write(Iterator<Fragment> fragments, Instant from, Instant to, Path file) {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            return write(fragments, from, to, out);
        } catch (IOException e) {
            throw new FramesException(FramesException.Code.WRITE_FAILED, file + ": " + e.getMessage(), e);
        }
    }

    private static boolean hasPictures(Fragment fragment) {
        return !fragment.blocks().isEmpty()
                && fragment.tracks().stream().anyMatch(track -> track.kind() == Track.Kind.VIDEO);
    }
}
