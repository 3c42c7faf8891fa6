package io.kinedex.frames;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the sound of fragments: its first track that is not encrypted, mixed to mono at 16 kHz, each piece with the
 * producer's time of its first sample. Damage is counted and never thrown.
 *
 * <p>Codecs remember: a frame of AAC overlaps with the one before it, Opus takes up to 80 ms to settle. So each fragment
 * is decoded from a clean decoder that first hears the last 120 ms of the fragment before, if that is what it follows
 * without a gap. What it gives depends on these two fragments alone; a decoder that starts in the middle of a stream
 * {@link #follow}s the fragment before it and then gives what an uninterrupted one gives. Times are the timestamps of each
 * fragment, so that clocks which run at slightly different speeds do not drift apart.
 *
 * <p>Native code runs in the caller's thread, which must be a platform thread; one thread at a time.
 */
public final class SoundDecoder implements AutoCloseable {
    private @Nullable SoundTail tail;
    private boolean closed;

    static {
        Ffmpeg.load();
    }

    /** Decodes a fragment, which should be the one after the last. Without sound in it, gives none. */
    public DecodedSound decode(Fragment fragment) {
        requireOpen();
        if (!hasSound(fragment)) {
            return DecodedSound.NONE;
        }
        try (SoundPackets packets = new SoundPackets(fragment)) {
            if (packets.isEmpty()) {
                return packets.missing() == 0
                        ? DecodedSound.NONE
                        : new DecodedSound(List.of(), packets.missing(), "its sound cannot be read");
            }
            SoundTail before = tail != null && tail.leadsTo(packets) ? tail : null;
            // Flushing a decoder would not do: AAC's goes on in its random numbers for noise.
            try (AudioDecoder decoder = new AudioDecoder(packets.stream())) {
                DecodedSound sound = new FragmentSound(fragment, packets, decoder).run(before);
                replaceTail(new SoundTail(packets));
                return sound;
            }
        } catch (FramesException e) {
            replaceTail(null);
            return new DecodedSound(List.of(), 1, String.valueOf(e.getMessage()));
        }
    }

    /** Takes a fragment as the one before the next, without decoding it. */
    public void follow(Fragment previous) {
        requireOpen();
        replaceTail(null);
        if (hasSound(previous)) {
            try (SoundPackets packets = new SoundPackets(previous)) {
                if (!packets.isEmpty()) {
                    replaceTail(new SoundTail(packets));
                }
            } catch (FramesException e) {
                // Decoding it would have left no tail either.
                replaceTail(null);
            }
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            replaceTail(null);
        }
    }

    private void replaceTail(@Nullable SoundTail next) {
        if (tail != null) {
            tail.close();
        }
        tail = next;
    }

    private void requireOpen() {
        if (closed) {
            throw new FramesException(FramesException.Code.CLOSED, "the decoder is closed");
        }
    }

    private static boolean hasSound(Fragment fragment) {
        return !fragment.blocks().isEmpty()
                && fragment.tracks().stream().anyMatch(track -> track.kind() == Track.Kind.AUDIO);
    }
}
