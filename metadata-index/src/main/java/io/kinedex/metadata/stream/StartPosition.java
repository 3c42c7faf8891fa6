package io.kinedex.metadata.stream;

import java.time.Instant;

/** Where a follower begins. */
public sealed interface StartPosition {
    /** At the oldest record that is still kept. */
    record TrimHorizon() implements StartPosition {}

    /** After the newest record. */
    record Latest() implements StartPosition {}

    /** At the given record, or the first one after it. */
    record AtSequence(SequenceNumber sequence) implements StartPosition {}

    /** After the given record. */
    record AfterSequence(SequenceNumber sequence) implements StartPosition {}

    /** At the first record that arrived at or after the given time. */
    record AtTime(Instant time) implements StartPosition {}
}
