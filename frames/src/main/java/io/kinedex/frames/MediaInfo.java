package io.kinedex.frames;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is in a media file. Immutable; safe for all threads.
 *
 * @param container FFmpeg's name of the container, such as {@code mov,mp4,m4a,3gp,3g2,mj2}
 * @param length    by the file's own account; null where it has none
 * @param streams   all of them, in the file's order
 * @param problem   what is wrong with the file although it opens, such as a missing end; empty where nothing is
 */
public record MediaInfo(String container, @Nullable Duration length, List<Stream> streams, String problem) {
    /** What a stream carries. */
    public enum Kind {
        VIDEO,
        AUDIO,
        SUBTITLE,
        /** A picture that stands for the file, such as an album's cover. */
        COVER,
        OTHER
    }

    /**
     * One stream.
     *
     * @param index             place in the file, from 0
     * @param kind              what it carries
     * @param codec             FFmpeg's name, such as {@code h264}
     * @param width             coded width in pixels; 0 where it is not video
     * @param height            coded height in pixels; 0 where it is not video
     * @param displayWidth      width as shown, upright and with square pixels
     * @param displayHeight     height as shown
     * @param rotation          clockwise turn to the upright picture: 0, 90, 180 or 270
     * @param framesPerSecond   mean; 0 where it is not known
     * @param samplesPerSecond  of sound; 0 where it is none
     * @param channels          of sound; 0 where it is none
     * @param interlaced        whether pictures consist of two fields
     * @param encrypted         whether it is encrypted
     */
    public record Stream(
            int index,
            Kind kind,
            String codec,
            int width,
            int height,
            int displayWidth,
            int displayHeight,
            int rotation,
            double framesPerSecond,
            int samplesPerSecond,
            int channels,
            boolean interlaced,
            boolean encrypted) {}

    public MediaInfo {
        streams = List.copyOf(streams);
    }

    /** How long the file is, by its own account. */
    public Optional<Duration> duration() {
        return Optional.ofNullable(length);
    }

    /** The first stream of moving pictures. */
    public Optional<Stream> video() {
        return streams.stream().filter(stream -> stream.kind() == Kind.VIDEO).findFirst();
    }
}
