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
 * Writes clips out of fragments without re-encoding: MP4 where it can carry the video, else WebM or Matroska. Of a stream of
 * sound alone a clip is sound alone. A clip
 * starts with the keyframe at or before the time asked for, at time 0, and is written as it goes: memory holds two
 * fragments. Sound that the container cannot carry is left out. Where the video's parameters change the clip ends.
 * Stateless; safe for all threads, platform threads only.
 */
public final class ClipWriter {
    private ClipWriter() {}

    /** In which media type a clip of this fragment would be written. */
    public static String mediaType(Fragment fragment) {
        try (FragmentInput input = new FragmentInput(fragment)) {
            return ClipFormat.forLead(input.requireLead()).mediaType();
        }
    }

    /**
     * Writes what is shown in [from, to) and the pictures before it that it needs. Does not close {@code out}.
     *
     * @param fragments in the order of time, starting with or before the one that holds {@code from}
     * @throws FramesException with code EMPTY if no fragment holds a picture, or sound alone, before {@code to}
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
                first = leads(fragment, first) ? fragment : first;
            } else {
                next = fragment;
            }
        }
        if (first == null || !first.producerStart().isBefore(to)) {
            throw new FramesException(FramesException.Code.EMPTY, "nothing between %s and %s".formatted(from, to));
        }
        try (ClipMuxer muxer = new ClipMuxer(first, from, to, out)) {
            boolean more = muxer.add(first);
            while (more && next != null && next.producerStart().isBefore(to)) {
                more = !leads(next, first) || muxer.add(next);
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

    /** Whether a clip can go on with the fragment: pictures follow pictures, sound alone follows sound alone. */
    private static boolean leads(Fragment fragment, @Nullable Fragment before) {
        boolean pictures = has(fragment, Track.Kind.VIDEO);
        boolean media = pictures || has(fragment, Track.Kind.AUDIO);
        return media && !fragment.blocks().isEmpty() && (pictures || before == null || !has(before, Track.Kind.VIDEO));
    }

    private static boolean has(Fragment fragment, Track.Kind kind) {
        return fragment.tracks().stream().anyMatch(track -> track.kind() == kind);
    }
}
