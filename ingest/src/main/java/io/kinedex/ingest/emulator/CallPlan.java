package io.kinedex.ingest.emulator;

import static io.kinedex.ingest.emulator.FaultEffect.NO_BYTES;

import java.time.Duration;
import java.util.List;

/**
 * What is to happen to the bytes of one call. Immutable.
 *
 * @param cutAfter      bytes after which the connection is cut; {@link FaultEffect#NO_BYTES} for never
 * @param reset         how
 * @param stallAfter    bytes after which nothing is sent for a time; {@link FaultEffect#NO_BYTES} for never
 * @param stall         for how long
 * @param bytesPerSecond no more are sent; 0 for no limit
 * @param session       after which the answer ends in order; zero for no limit
 */
record CallPlan(long cutAfter, boolean reset, long stallAfter, Duration stall, long bytesPerSecond, Duration session) {
    static final CallPlan NONE = new CallPlan(NO_BYTES, false, NO_BYTES, Duration.ZERO, 0, Duration.ZERO);

    static CallPlan of(List<FaultEffect> effects) {
        CallPlan plan = NONE;
        for (FaultEffect effect : effects) {
            if (effect instanceof FaultEffect.Cut cut) {
                plan = plan.cutting(cut);
            } else if (effect instanceof FaultEffect.Stall stall) {
                plan = plan.stalling(stall);
            } else if (effect instanceof FaultEffect.Drip drip) {
                plan = plan.dripping(drip);
            } else if (effect instanceof FaultEffect.SessionLimit limit) {
                plan = plan.ending(limit);
            }
        }
        return plan;
    }

    /** Whether the bytes of an answer are to be looked at. */
    boolean touchesBytes() {
        return cutAfter != NO_BYTES || stallAfter != NO_BYTES || bytesPerSecond > 0;
    }

    /** The same without its cut. */
    CallPlan uncut() {
        return new CallPlan(NO_BYTES, false, stallAfter, stall, bytesPerSecond, session);
    }

    private CallPlan cutting(FaultEffect.Cut cut) {
        return new CallPlan(cut.afterBytes(), cut.reset(), stallAfter, stall, bytesPerSecond, session);
    }

    private CallPlan stalling(FaultEffect.Stall other) {
        return new CallPlan(cutAfter, reset, other.afterBytes(), other.time(), bytesPerSecond, session);
    }

    private CallPlan dripping(FaultEffect.Drip drip) {
        return new CallPlan(cutAfter, reset, stallAfter, stall, drip.bytesPerSecond(), session);
    }

    private CallPlan ending(FaultEffect.SessionLimit limit) {
        return new CallPlan(cutAfter, reset, stallAfter, stall, bytesPerSecond, limit.time());
    }
}
