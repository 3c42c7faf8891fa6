package io.kinedex.frames;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Chooses frames by a policy. Frames must be offered in time order; where a stream's time steps back by more than an
 * interval, counting goes on from there. For one thread.
 */
public final class FrameSampler implements FrameChoice {
    private final SamplingPolicy policy;
    private @Nullable SamplerState state;

    public FrameSampler(SamplingPolicy policy) {
        this.policy = policy;
    }

    /** Goes on where another sampler stood. */
    public FrameSampler(SamplingPolicy policy, SamplerState state) {
        this.policy = policy;
        this.state = state;
    }

    /** Whether to take the frame; remembers it if so. */
    @Override
    public boolean take(Instant time, boolean keyframe) {
        return switch (policy) {
            case SamplingPolicy.EveryFrame() -> true;
            case SamplingPolicy.KeyFrames() -> keyframe;
            case SamplingPolicy.Every(Duration interval) -> takeSlot(time, interval);
        };
    }

    public SamplingPolicy policy() {
        return policy;
    }

    /** Empty until a frame was taken by interval. */
    public Optional<SamplerState> state() {
        return Optional.ofNullable(state);
    }

    @Override
    public Optional<FrameChoice> rehearsal() {
        FrameSampler copy = new FrameSampler(policy);
        copy.state = state;
        return policy instanceof SamplingPolicy.EveryFrame ? Optional.empty() : Optional.of(copy);
    }

    private boolean takeSlot(Instant time, Duration interval) {
        SamplerState before = state;
        if (before == null) {
            state = new SamplerState(time, 0);
            return true;
        }
        long slot = Math.floorDiv(Duration.between(before.anchor(), time).toMillis(), interval.toMillis());
        if (slot <= before.slot() && slot >= before.slot() - 1) {
            return false;
        }
        state = new SamplerState(before.anchor(), slot);
        return true;
    }
}
