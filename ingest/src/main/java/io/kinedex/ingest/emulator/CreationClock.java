package io.kinedex.ingest.emulator;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;

/**
 * The time, but for what is made within {@link #AT}: a stream that is fed from the past was made in the past, as consumers
 * look for nothing before a stream's creation. Any thread.
 */
final class CreationClock extends Clock {
    /** When the streams that are made within it were made. */
    static final ScopedValue<Instant> AT = ScopedValue.newInstance();

    private final Clock clock;

    CreationClock(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Instant instant() {
        return AT.isBound() ? AT.get() : clock.instant();
    }

    @Override
    public ZoneId getZone() {
        return clock.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return new CreationClock(clock.withZone(zone));
    }
}
