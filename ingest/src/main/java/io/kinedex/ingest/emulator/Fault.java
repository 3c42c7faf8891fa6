package io.kinedex.ingest.emulator;

/**
 * One thing that goes wrong, and when. Immutable.
 *
 * @param name unique among the faults that are set
 */
public record Fault(String name, FaultTrigger when, FaultEffect what) {
    public Fault {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a fault must have a name");
        }
    }

    /** What it is called in scripts, such as {@code in-band-error}. */
    public String kind() {
        return FaultKind.of(what).word();
    }
}
