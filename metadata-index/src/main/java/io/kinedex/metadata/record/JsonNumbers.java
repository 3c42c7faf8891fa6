package io.kinedex.metadata.record;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;

/**
 * Numbers as the JSON form writes them: rounded half up to a fixed number of decimals, without trailing zeros and
 * without exponents, so that equal records have equal bytes on every platform. Stateless.
 */
final class JsonNumbers {
    private static final int FRACTION_DECIMALS = 5;
    private static final int CONFIDENCE_DECIMALS = 4;
    private static final double FRACTION_UNITS = 1e5;
    private static final double CONFIDENCE_UNITS = 1e4;

    private JsonNumbers() {}

    static void confidence(JsonGenerator json, double value) throws IOException {
        json.writeNumberField("confidence", decimal(Math.round(value * CONFIDENCE_UNITS), CONFIDENCE_DECIMALS));
    }

    static void fraction(JsonGenerator json, String name, double value) throws IOException {
        json.writeNumberField(name, decimal(Math.round(value * FRACTION_UNITS), FRACTION_DECIMALS));
    }

    /** Rounds the four edges, not the sides: a box that touches the frame's edge still does, and none leaves it. */
    static void box(JsonGenerator json, Box box) throws IOException {
        long unit = (long) FRACTION_UNITS;
        long left = Math.clamp(Math.round(box.left() * FRACTION_UNITS), 0, unit);
        long top = Math.clamp(Math.round(box.top() * FRACTION_UNITS), 0, unit);
        long right = Math.clamp(Math.round(box.right() * FRACTION_UNITS), left, unit);
        long bottom = Math.clamp(Math.round(box.bottom() * FRACTION_UNITS), top, unit);
        json.writeObjectFieldStart("box");
        json.writeNumberField("left", decimal(left, FRACTION_DECIMALS));
        json.writeNumberField("top", decimal(top, FRACTION_DECIMALS));
        json.writeNumberField("width", decimal(right - left, FRACTION_DECIMALS));
        json.writeNumberField("height", decimal(bottom - top, FRACTION_DECIMALS));
        json.writeEndObject();
    }

    /** Integers keep the scale 0 (never negative), which a generator would write with an exponent otherwise. */
    private static BigDecimal decimal(long units, int decimals) {
        BigDecimal value = BigDecimal.valueOf(units, decimals).stripTrailingZeros();
        return value.scale() < 0 ? value.setScale(0) : value;
    }
}
