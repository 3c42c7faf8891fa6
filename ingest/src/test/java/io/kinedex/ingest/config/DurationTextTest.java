package io.kinedex.ingest.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"0s", "1ms", "500ms", "1500ms", "30s", "90s", "15m", "90m", "6h", "36h", "7d", "PT0.0000005S"})
    void saysADurationAsItIsRead(String text) {
        assertThat(DurationText.of(DurationText.parse(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT30S", "30000ms"})
    void saysItAsShortAsItCan(String text) {
        assertThat(DurationText.of(DurationText.parse(text))).isEqualTo("30s");
        assertThat(DurationText.of(Duration.ofSeconds(-1))).isEqualTo("PT-1S");
    }
}
