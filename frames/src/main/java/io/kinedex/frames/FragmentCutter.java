package io.kinedex.frames;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_CORRUPT;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a file of any container that FFmpeg reads into fragments, without re-encoding: pictures of the best video track
 * and up to two tracks of sound, or three of sound alone. The first picture is shown at {@link CutOptions#start()}, each other one at its exact
 * distance from it, to the millisecond. The same file and options give the same fragments, byte for byte. For one thread.
 *
 * <p>A fragment starts with a keyframe. Where a file has only keyframes behind which come pictures that are shown before
 * them (open groups of pictures), the fragment before such a cut ends with that keyframe once more, hidden
 * ({@link Block#invisible()}), and those pictures, so that each fragment can be decoded alone and no picture is lost.
 *
 * <p>A file that ends too early gives what is whole, and then one {@link FramesException} with code TRUNCATED.
 */
public final class FragmentCutter implements AutoCloseable {
    private final MediaFile file;
    private final CutOptions options;
    private final CutTracks tracks;
    private final PresentationTimes times;
    private final TimestampJumps jumps;
    private final CutFragments fragments;
    private final AVPacket packet = av_packet_alloc();
    private final List<String> notes = new ArrayList<>();
    private boolean started;
    private boolean ended;
    private boolean closed;
    private @Nullable FramesException failure;

    private FragmentCutter(MediaFile file, CutOptions options) {
        this.file = file;
        this.options = options;
        this.tracks = CutTracks.choose(file);
        AVStream lead = tracks.lead();
        this.times = new PresentationTimes(lead);
        this.jumps = new TimestampJumps(lead.time_base(), file.timestampsMayJump(), tracks.pictureTicks());
        this.fragments = new CutFragments(tracks, options, file.timestampsMayJump());
        notes.addAll(tracks.notes());
    }

    /** Opens a file and finds its tracks. */
    public static FragmentCutter open(Path path, CutOptions options) {
        MediaFile file = MediaFile.open(path);
        try {
            return new FragmentCutter(file, options);
        } catch (Throwable e) {
            file.close();
            throw e;
        }
    }

    /** The next fragment; empty at the file's end. */
    public Optional<Fragment> next() {
        if (closed) {
            throw new FramesException(FramesException.Code.CLOSED, "the cutter is closed");
        }
        Optional<Fragment> fragment = take();
        while (fragment.isEmpty() && !ended) {
            pull();
            fragment = take();
        }
        if (fragment.isEmpty() && failure != null) {
            FramesException thrown = failure;
            failure = null;
            throw thrown;
        }
        return fragment;
    }

    /** How long the file is, by its own account. */
    public Optional<Duration> duration() {
        return file.duration();
    }

    /** What a user should know: tracks that were left out, pictures before the first keyframe. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    public CutOptions options() {
        return options;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            av_packet_free(packet);
            fragments.close();
            times.close();
            file.close();
        }
    }

    private Optional<Fragment> take() {
        try {
            return fragments.take(ended);
        } catch (FramesException e) {
            throw new FramesException(e.code(), file.path().getFileName() + ": " + e.getMessage(), e);
        }
    }

    private void pull() {
        int result = file.read(packet);
        if (result < 0) {
            end(result);
            return;
        }
        try {
            int track = tracks.trackOf(packet.stream_index());
            if (track < 0 || packet.size() == 0) {
                return;
            }
            tracks.requireClear(file, packet);
            if (track > 0) {
                fragments.addSound(MediaPacket.of(packet, track));
            } else {
                addPicture();
            }
        } finally {
            av_packet_unref(packet);
        }
    }

    private void addPicture() {
        if ((packet.flags() & AV_PKT_FLAG_CORRUPT) != 0
                && ContainerEnd.missing(file.path()).isPresent()) {
            return;
        }
        MediaPacket picture = MediaPacket.of(packet, 0);
        if (tracks.soundLeads() && picture.hidden()) {
            picture.close(); // what an encoder puts before the sound, as it is left out beside pictures
            return;
        }
        if (!started && !picture.key()) {
            picture.close();
            noteLateStart();
            return;
        }
        started = true;
        jumps.correct(picture);
        times.add(picture, fragments::addPicture);
    }

    private void noteLateStart() {
        String note = "pictures before the first keyframe were left out";
        if (!notes.contains(note)) {
            notes.add(note);
        }
    }

    private void end(int result) {
        ended = true;
        times.finish(jumps.follow(), fragments::addPicture);
        Optional<String> missing = ContainerEnd.missing(file.path());
        if (missing.isPresent()) {
            failure = file.failure(FramesException.Code.TRUNCATED, missing.get());
        } else if (result != AVERROR_EOF) {
            failure = file.failure(FramesException.Code.MALFORMED, "reading stopped: " + Ffmpeg.text(result));
        } else if (!started) {
            failure = file.failure(FramesException.Code.NO_VIDEO, "no keyframe in its leading track");
        }
    }
}
