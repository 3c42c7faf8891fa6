package io.kinedex.ingest.emulator;

/** Where it is decided whether a fault strikes. */
public enum FaultPoint {
    /** When an operation is called. */
    CALL,
    /** Before each fragment of an answer. */
    FRAGMENT,
    /** When a stream that the emulator feeds gets its next fragment. */
    FEED,
    /** Before each ack of PutMedia. */
    ACK
}
