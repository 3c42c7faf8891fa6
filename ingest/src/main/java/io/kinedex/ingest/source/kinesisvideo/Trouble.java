package io.kinedex.ingest.source.kinesisvideo;

import java.util.Locale;

/** What can keep a consumer from its stream, and how it takes it. */
enum Trouble {
    /** The service has ended the session, as it does after 40 to 60 minutes. */
    SESSION_ENDED(Wait.GROWING),
    /** The connection ended in the middle of something. */
    CONNECTION_CUT(Wait.GROWING),
    /** The service, or the data endpoint it named, cannot be reached or does not answer. */
    CONNECT_FAILED(Wait.GROWING),
    /** No byte came for so long that the connection may be dead. */
    IDLE(Wait.NONE),
    /** Too many calls or readers. */
    THROTTLED(Wait.GROWING),
    /** A status of 500 or more. */
    SERVICE_ERROR(Wait.GROWING),
    /** An error that the service reported inside the stream, such as 3002 or 5000. */
    IN_BAND_ERROR(Wait.GROWING),
    /** The stream's encryption key cannot be used: 4500 to 4506. */
    KEY_UNUSABLE(Wait.LONG),
    /** The service no longer has the fragment to go on after: 4000. */
    FRAGMENT_GONE(Wait.GROWING),
    /** There is no such stream, or not yet, or no longer. */
    STREAM_ABSENT(Wait.LONG),
    /** Credentials are missing, expired or not allowed to. */
    REFUSED(Wait.LONG),
    /** The service does not understand what it was asked. */
    BAD_REQUEST(Wait.LONG),
    /** A fragment cannot be read. */
    DAMAGED(Wait.GROWING),
    /** The archive cannot be written. */
    DISK(Wait.GROWING),
    /** A fault of this program. */
    UNEXPECTED(Wait.LONG);

    /** How long the next attempt is put off. */
    enum Wait {
        NONE,
        GROWING,
        LONG
    }

    private final Wait patience;

    Trouble(Wait patience) {
        this.patience = patience;
    }

    Wait patience() {
        return patience;
    }

    /** Whether somebody has to change something before it can go on. */
    boolean needsSomebody() {
        return this == REFUSED || this == BAD_REQUEST || this == UNEXPECTED;
    }

    /** As metrics name it. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
