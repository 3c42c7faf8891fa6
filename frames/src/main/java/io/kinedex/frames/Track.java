package io.kinedex.frames;

import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * One track of a fragment, as its Matroska TrackEntry describes it. Immutable; safe for all threads.
 *
 * @param number          what blocks refer to, from 1; unique within the fragment
 * @param kind            what the track carries
 * @param codecId         Matroska's codec id, such as {@code V_MPEG4/ISO/AVC}; empty where the entry has none
 * @param name            a name for people; empty where there is none
 * @param language        BCP 47 or ISO 639-2; {@code eng} where the entry says nothing, by Matroska's default
 * @param codecPrivate    what the decoder needs before the first block (for H.264 the avcC record); read-only, may be empty
 * @param width           coded width in pixels, 0 where it is not video
 * @param height          coded height in pixels, 0 where it is not video
 * @param displayWidth    width at which to show the picture, in {@code displayHeight}'s unit; pixels unless the entry says otherwise
 * @param displayHeight   height at which to show the picture
 * @param samplingRate    audio samples per second, 0 where it is not audio
 * @param channels        audio channels, 0 where it is not audio
 * @param defaultDuration how long one frame lasts; zero where the entry does not say
 * @param encrypted       whether block payloads are encrypted
 * @param compression     what was done to block payloads; {@link Block#payload()} does not undo it, FFmpeg does
 */
public record Track(
        int number,
        Kind kind,
        String codecId,
        String name,
        String language,
        ByteBuffer codecPrivate,
        int width,
        int height,
        int displayWidth,
        int displayHeight,
        double samplingRate,
        int channels,
        Duration defaultDuration,
        boolean encrypted,
        Compression compression) {

    /** What a track carries. */
    public enum Kind {
        VIDEO,
        AUDIO,
        SUBTITLE,
        OTHER
    }

    /** What a writer did to block payloads to make them smaller. */
    public enum Compression {
        NONE,
        ZLIB,
        BZLIB,
        LZO1X,
        /** The bytes that all frames begin with are kept in the track entry and left out of the blocks. */
        HEADER_STRIPPING,
        UNKNOWN
    }

    public Track {
        if (number < 1) {
            throw new IllegalArgumentException("track number %d must be 1 or more".formatted(number));
        }
        codecPrivate = codecPrivate.asReadOnlyBuffer();
    }

    /** A read-only view with a position of its own. */
    @Override
    public ByteBuffer codecPrivate() {
        return codecPrivate.duplicate();
    }
}
