package io.kinedex.ingest.emulator;

import java.io.IOException;

/** Thrown into an operation to end it where a fault wants it; never leaves the emulator. */
final class Ending extends IOException {
    private static final long serialVersionUID = 1L;

    private final How how;

    /** How the answer ends. */
    enum How {
        /** As if it were whole. */
        IN_ORDER,
        /** By a reset of the connection. */
        RESET,
        /** By the connection's end in the midst of the answer. */
        FIN
    }

    Ending(How how) {
        super("ended by a fault: " + how);
        this.how = how;
    }

    static Ending cut(boolean reset) {
        return new Ending(reset ? How.RESET : How.FIN);
    }

    How how() {
        return how;
    }
}
