package io.kinedex.frames;

import java.time.Instant;

/** Says which decoded frames to convert. */
@FunctionalInterface
interface FrameChoice {
    /** Whether to take the frame of this time. */
    boolean take(Instant time, boolean keyframe);
}
