package io.kinedex.ingest.stream;

/** What a stream does when analysis falls behind. */
public enum LagPolicy {
    /** Every fragment is analysed, however late. */
    CATCH_UP,
    /** Fragments are passed over until analysis is live again; each one leaves a record that says so. */
    SKIP_TO_LIVE
}
