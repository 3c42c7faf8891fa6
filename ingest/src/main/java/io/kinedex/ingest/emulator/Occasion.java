package io.kinedex.ingest.emulator;

import io.kinedex.frames.FragmentNumber;
import io.kinedex.ingest.emulator.FaultEffect.AckType;
import org.jspecify.annotations.Nullable;

/**
 * Where a fault could strike. Immutable.
 *
 * @param fragment its place in the answer or the stream, from 1; 0 where it is about the call
 * @param number   of the fragment; null where it is about the call
 * @param ack      the ack that is to be sent; null where it is none
 */
record Occasion(
        FaultPoint point,
        String operation,
        String stream,
        long fragment,
        @Nullable FragmentNumber number,
        @Nullable AckType ack) {
    static final String FEED = "feed";

    /** Whether the fault can strike here, whatever the calls before it. */
    boolean suits(Fault fault) {
        FaultTrigger when = fault.when();
        return fault.what().point() == point
                && (!(fault.what() instanceof FaultEffect.AckEffect effect) || effect.ack() == ack)
                && when.concerns(operation, stream)
                && (when.fragments().isEmpty() || when.fragments().contains(fragment))
                && (when.number() == null || when.number().equals(number));
    }
}
