package io.kinedex.ingest.kinesis.playback;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.kinedex.ingest.kinesis.AwsException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads an operation's input and refuses in AWS's words what does not fit. For one thread. */
final class Arguments {
    private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000);

    private final JsonNode input;

    Arguments(JsonNode input) {
        this.input = input;
    }

    static AwsException invalid(String message) {
        return new AwsException(400, "InvalidArgumentException", message);
    }

    /** The structure of that name; an empty one where it is not given. */
    Arguments in(String name) {
        JsonNode node = input.path(name);
        if (!isGiven(name)) {
            return new Arguments(MissingNode.getInstance());
        }
        if (!node.isObject()) {
            throw invalid("%s must be a structure".formatted(name));
        }
        return new Arguments(node);
    }

    boolean isGiven(String name) {
        return !input.path(name).isMissingNode() && !input.path(name).isNull();
    }

    Optional<String> text(String name) {
        if (!isGiven(name)) {
            return Optional.empty();
        }
        if (!input.path(name).isTextual()) {
            throw invalid("%s must be a string".formatted(name));
        }
        return Optional.of(input.path(name).textValue());
    }

    <E extends Enum<E>> Optional<E> choice(String name, Class<E> choices) {
        return text(name)
                .map(text -> Arrays.stream(choices.getEnumConstants())
                        .filter(choice -> choice.name().equals(text))
                        .findFirst()
                        .orElseThrow(() -> invalid("%s is '%s', must be one of %s"
                                .formatted(name, text, Arrays.toString(choices.getEnumConstants())))));
    }

    OptionalLong number(String name, long min, long max) {
        if (!isGiven(name)) {
            return OptionalLong.empty();
        }
        JsonNode node = input.path(name);
        if (!node.canConvertToExactIntegral()) {
            throw invalid("%s must be an integer".formatted(name));
        }
        if (!node.canConvertToLong() || node.longValue() < min || node.longValue() > max) {
            throw invalid("%s is %s, must be between %d and %d".formatted(name, node, min, max));
        }
        return OptionalLong.of(node.longValue());
    }

    /** A timestamp: seconds since 1970, as all of AWS's clients send it. */
    Optional<Instant> instant(String name) {
        if (!isGiven(name)) {
            return Optional.empty();
        }
        JsonNode node = input.path(name);
        try {
            if (node.isNumber()) {
                BigDecimal nanos = node.decimalValue().multiply(NANOS).setScale(0, RoundingMode.HALF_UP);
                return Optional.of(Instant.EPOCH
                        .plusSeconds(nanos.divideToIntegralValue(NANOS).longValueExact())
                        .plusNanos(nanos.remainder(NANOS).longValueExact()));
            }
            return Optional.of(Instant.parse(node.asText().toUpperCase(Locale.ROOT)));
        } catch (DateTimeException | ArithmeticException e) {
            throw invalid("%s is %s, must be seconds since 1970".formatted(name, node));
        }
    }

    Instant requiredInstant(String name) {
        return instant(name).orElseThrow(() -> missing(name));
    }

    static AwsException missing(String name) {
        return invalid("%s must be given".formatted(name));
    }
}
