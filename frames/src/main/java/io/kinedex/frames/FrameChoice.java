package io.kinedex.frames;

import java.time.Instant;
import java.util.Optional;

/** Says which decoded frames to convert. */
@FunctionalInterface
interface FrameChoice {
    /** Whether to take the frame of this time. */
    boolean take(Instant time, boolean keyframe);

    /**
     * A choice that answers as this one would and leaves it as it is, to ask beforehand. Empty where every frame must be
     * decoded to know.
     */
    default Optional<FrameChoice> rehearsal() {
        return Optional.empty();
    }
}
