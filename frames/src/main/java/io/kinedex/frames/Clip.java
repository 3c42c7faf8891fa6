package io.kinedex.frames;

import java.time.Duration;
import java.time.Instant;

/**
 * What {@link ClipWriter} wrote. Immutable; safe for all threads.
 *
 * @param mediaType such as {@code video/mp4}
 * @param start     producer time of the clip's first picture: of the keyframe at or before the time asked for
 * @param duration  from the first picture's start to the last one's end
 * @param pictures  how many it holds
 */
public record Clip(String mediaType, Instant start, Duration duration, int pictures) {}
