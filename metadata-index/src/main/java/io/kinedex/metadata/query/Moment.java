package io.kinedex.metadata.query;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A point in time in a query. */
public sealed interface Moment {
    /** The point in time where it is {@code now}. */
    Instant resolve(Instant now);

    /**
     * A fixed point in time.
     *
     * @param time from year 0001 to 9999; cut to the millisecond
     */
    record At(Instant time) implements Moment {
        private static final Instant MIN = Instant.parse("0001-01-01T00:00:00Z");
        private static final Instant MAX = Instant.parse("9999-12-31T23:59:59.999Z");

        public At {
            time = time.truncatedTo(ChronoUnit.MILLIS);
            if (time.isBefore(MIN) || time.isAfter(MAX)) {
                throw new IllegalArgumentException("time %s is outside %s..%s".formatted(time, MIN, MAX));
            }
        }

        @Override
        public Instant resolve(Instant now) {
            return time;
        }

        @Override
        public String toString() {
            return time.toString();
        }
    }

    /**
     * A point in time relative to when the query is asked.
     *
     * @param offset negative for the past; its length as {@link QueryLimits#DURATION_MAX} allows
     */
    record FromNow(Duration offset) implements Moment {
        public FromNow {
            QueryLimits.requireDuration("time from now", offset.abs());
        }

        @Override
        public Instant resolve(Instant now) {
            return now.plus(offset);
        }

        @Override
        public String toString() {
            if (offset.isZero()) {
                return "now";
            }
            return (offset.isNegative() ? "now-" : "now+") + DurationText.of(offset.abs());
        }
    }
}
