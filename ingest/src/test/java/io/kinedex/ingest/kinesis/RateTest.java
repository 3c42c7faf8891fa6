package io.kinedex.ingest.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateTest {
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void letsASecondsWorthThroughAndThenAsMuchAsHasCome() {
        Rate rate = new Rate(5, nanos::get);
        for (int i = 0; i < 5; i++) {
            assertThat(rate.take(1)).isTrue();
        }
        assertThat(rate.take(1)).isFalse();
        nanos.addAndGet(200_000_000);
        assertThat(rate.take(1)).isTrue();
        assertThat(rate.take(1)).isFalse();
    }

    @Test
    void paysOffWhatWasLargerThanASecondsWorth() {
        Rate rate = new Rate(100, nanos::get);
        assertThat(rate.take(300)).isTrue();
        assertThat(rate.isOpen()).isFalse();
        assertThat(rate.millisOwed()).isEqualTo(2000);
        nanos.addAndGet(2_100_000_000L);
        assertThat(rate.isOpen()).isTrue();
        assertThat(rate.millisOwed()).isZero();
    }

    @Test
    void hasNoLimitAtZero() {
        Rate rate = new Rate(0, nanos::get);
        rate.charge(Long.MAX_VALUE / 2);
        assertThat(rate.take(Long.MAX_VALUE)).isTrue();
        assertThat(rate.isOpen()).isTrue();
        assertThat(rate.millisOwed()).isZero();
    }
}
