package io.kinedex.metadata.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonInstantsTest {
    private static final DateTimeFormatter FORMATTER = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    @Test
    void writesAndReadsWhatTheFormatterDoes() {
        Random random = new Random(4);
        long from = Instant.parse("0000-01-01T00:00:00Z").toEpochMilli();
        long to = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();
        for (int i = 0; i < 5000; i++) {
            Instant instant = Instant.ofEpochMilli(random.nextLong(from, to + 1));
            String text = JsonInstants.floor(instant);
            assertThat(text).isEqualTo(FORMATTER.format(instant));
            assertThat(JsonInstants.parse(text)).isEqualTo(instant);
        }
    }

    @Test
    void roundsMomentsDownAndEndsUp() {
        Instant instant = Instant.parse("2026-12-31T23:59:59.999000001Z");
        assertThat(JsonInstants.floor(instant)).isEqualTo("2026-12-31T23:59:59.999Z");
        assertThat(JsonInstants.ceiling(instant)).isEqualTo("2027-01-01T00:00:00.000Z");
        assertThat(JsonInstants.ceiling(instant.minusNanos(1))).isEqualTo("2026-12-31T23:59:59.999Z");
        assertThat(JsonInstants.floor(Instant.EPOCH.minusNanos(1))).isEqualTo("1969-12-31T23:59:59.999Z");
    }

    @Test
    void readsOtherOffsetsAndDecimals() {
        Instant noon = Instant.parse("2026-11-22T12:00:00Z");
        assertThat(JsonInstants.parse("2026-11-22T13:30:00+01:30")).isEqualTo(noon);
        assertThat(JsonInstants.parse("2026-11-22T12:00:00Z")).isEqualTo(noon);
        assertThat(JsonInstants.parse("2026-11-22T12:00:00.000001Z")).isEqualTo(noon.plusNanos(1000));
    }

    @Test
    void refusesWhatIsNoMoment() {
        for (String text : new String[] {
            "",
            "noon",
            "2026-13-01T00:00:00.000Z",
            "2026-02-30T00:00:00.000Z",
            "2026-11-22T24:00:00.000Z",
            "2026-11-22T12:00:00.000",
            "2026-11-22 12:00:00.000Z",
            "2026-11-22T12:00:00.00xZ"
        }) {
            assertThatThrownBy(() -> JsonInstants.parse(text)).as(text).isInstanceOf(DateTimeException.class);
        }
    }
}
