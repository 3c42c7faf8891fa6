package io.kinedex.ingest.kinesis.video;

import io.kinedex.ingest.kinesis.Exchange;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a producer's fragments started, by its own clock. Immutable; any thread.
 *
 * @param zero the instant of timecode zero
 */
record ProducerClock(Instant zero) {
    /** A timestamp past the year 5000 is none. */
    private static final Duration LATEST = Duration.ofDays(3030 * 365L);

    /** As the headers of a PutMedia call have it; a recording without a start starts now. */
    static ProducerClock of(Exchange call, Instant now) {
        String type = call.header("x-amzn-fragment-timecode-type")
                .orElseThrow(() -> Inputs.invalid("x-amzn-fragment-timecode-type must be given"));
        Optional<String> start = call.header("x-amzn-producer-start-timestamp");
        return switch (type) {
            case "ABSOLUTE" -> new ProducerClock(Instant.EPOCH);
            case "RELATIVE" -> new ProducerClock(start.map(ProducerClock::time).orElse(now));
            default ->
                throw Inputs.invalid(
                        "x-amzn-fragment-timecode-type is '%s', must be ABSOLUTE or RELATIVE".formatted(type));
        };
    }

    /** The start of a fragment, where it is a time that can be. */
    Optional<Instant> start(Duration timecode) {
        Instant time = zero.plus(timecode);
        return time.isBefore(Instant.EPOCH) || time.isAfter(Instant.EPOCH.plus(LATEST))
                ? Optional.empty()
                : Optional.of(time);
    }

    /** Seconds with a fraction, or milliseconds where they are too many for seconds; or as ISO 8601 has it. */
    private static Instant time(String text) {
        try {
            BigDecimal value = new BigDecimal(text.strip());
            boolean millis = value.abs().compareTo(BigDecimal.valueOf(100_000_000_000L)) > 0;
            return Instant.ofEpochMilli(value.movePointRight(millis ? 0 : 3).longValueExact());
        } catch (ArithmeticException e) {
            return Instant.ofEpochMilli(
                    new BigDecimal(text.strip()).movePointRight(3).longValue());
        } catch (NumberFormatException e) {
            try {
                return Instant.parse(text.strip());
            } catch (DateTimeException other) {
                throw Inputs.invalid(
                        "x-amzn-producer-start-timestamp is '%s', must be seconds since 1970".formatted(text));
            }
        }
    }
}
