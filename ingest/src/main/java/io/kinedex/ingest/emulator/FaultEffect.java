package io.kinedex.ingest.emulator;

import java.time.Duration;

/**
 * What a fault does when it strikes. Immutable.
 *
 * @see FaultKind what each is called in scripts, and its keys
 */
public sealed interface FaultEffect {
    /** No byte count was given. */
    long NO_BYTES = -1;

    /**
     * Ends the connection in the midst of something.
     *
     * @param afterBytes of the answer (of PutMedia: of the request); {@link #NO_BYTES}: within a fragment
     * @param part       how much of that fragment is still sent, 0 to 1
     * @param reset      by a reset (RST) instead of an end (FIN)
     */
    record Cut(long afterBytes, double part, boolean reset) implements FaultEffect {}

    /** Answers with an error of AWS's instead of doing anything. */
    record Refuse(int status, String error, String message) implements FaultEffect {}

    /** Waits before the call is looked at. */
    record Delay(Duration time) implements FaultEffect {}

    /** Sends the answer no faster. */
    record Drip(long bytesPerSecond) implements FaultEffect {
        public Drip {
            if (bytesPerSecond < 1) {
                throw new IllegalArgumentException("a drip of %d bytes per second".formatted(bytesPerSecond));
            }
        }
    }

    /**
     * Sends nothing for a time, with the connection open.
     *
     * @param afterBytes of the answer; {@link #NO_BYTES}: before a fragment
     */
    record Stall(Duration time, long afterBytes) implements FaultEffect {}

    /** Ends the session in order, as Kinesis Video does after 40 to 60 minutes. */
    record SessionLimit(Duration time) implements FaultEffect {}

    /** GetDataEndpoint answers another port from now on; the one before refuses data operations. */
    record EndpointMove(OldEndpoint old) implements FaultEffect {}

    /** How an endpoint behaves that was moved away from. */
    enum OldEndpoint {
        /** Answers InvalidEndpointException. */
        ERROR,
        /** Listens no more. */
        REFUSE
    }

    /**
     * An error by Matroska tags on an answer whose status was 200.
     *
     * @param goesOn whether the fragments after it are sent all the same
     */
    record InBandError(int id, boolean goesOn) implements FaultEffect {}

    /** Sends a fragment that many more times. */
    record Duplicate(int copies) implements FaultEffect {}

    /** Leaves a fragment out of the answer; the archive has it. */
    record Gap() implements FaultEffect {}

    /** Damages a fragment. */
    record Corrupt(Damage damage) implements FaultEffect {}

    /** How a fragment is damaged. */
    enum Damage {
        /** Bytes of a frame are changed: nothing but a decoder can tell. */
        PAYLOAD,
        /** A CRC-32 that does not fit. */
        CRC,
        /** The cluster's own structure is broken. */
        STRUCTURE
    }

    /** Sends a fragment's tags without its cluster. */
    record Empty() implements FaultEffect {}

    /** Leaves the continuation token out of a fragment's tags. */
    record NoToken() implements FaultEffect {}

    /** Leaves MILLIS_BEHIND_NOW out of a fragment's tags. */
    record NoLag() implements FaultEffect {}

    /** Sends a fragment's tags in the reverse order. */
    record ReorderTags() implements FaultEffect {}

    /** The producer's clock steps: fragments from here on are that much later, or this one is as early as the last. */
    record ClockJump(Duration by, boolean equal) implements FaultEffect {}

    /** A fragment that is never archived, as if its producer had lost it. */
    record Withhold() implements FaultEffect {}

    /** Retention removes a fragment. */
    record Expire() implements FaultEffect {}

    /** Deletes the stream. */
    record DeleteStream() implements FaultEffect {}

    /** Deletes the stream and makes it again, empty. */
    record RecreateStream() implements FaultEffect {}

    /** PutMedia answers an ERROR instead of an ack, and ends. */
    record AckError(AckType ack, int id) implements AckEffect {}

    /** An ack comes late, and those after it with it. */
    record AckDelay(AckType ack, Duration time) implements AckEffect {}

    /** An ack is never sent. */
    record AckLost(AckType ack) implements AckEffect {}

    /** The connection is cut after an ack. */
    record AckCut(AckType ack, boolean reset) implements AckEffect {}

    /** What happens to an ack of PutMedia. */
    sealed interface AckEffect extends FaultEffect {
        /** The acks that are meant. */
        AckType ack();
    }

    /** The acks of PutMedia. */
    enum AckType {
        BUFFERING,
        RECEIVED,
        PERSISTED
    }

    /** Where in the emulator it is decided whether the fault strikes. */
    default FaultPoint point() {
        return switch (this) {
            case Cut cut -> cut.afterBytes() == NO_BYTES ? FaultPoint.FRAGMENT : FaultPoint.CALL;
            case Stall stall -> stall.afterBytes() == NO_BYTES ? FaultPoint.FRAGMENT : FaultPoint.CALL;
            case Refuse _, Delay _, Drip _, SessionLimit _, EndpointMove _, DeleteStream _, RecreateStream _ ->
                FaultPoint.CALL;
            case InBandError _, Duplicate _, Gap _, Corrupt _, Empty _, NoToken _, NoLag _, ReorderTags _, Expire _ ->
                FaultPoint.FRAGMENT;
            case ClockJump _, Withhold _ -> FaultPoint.FEED;
            case AckEffect _ -> FaultPoint.ACK;
        };
    }
}
