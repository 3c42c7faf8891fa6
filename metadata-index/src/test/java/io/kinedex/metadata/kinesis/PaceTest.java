package io.kinedex.metadata.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long SECOND = 1_000_000_000L;

    private long now = SECOND;
    private final Pace pace = new Pace(now);

    /** How many records of this size go in so many seconds, each as soon as it may. */
    private int sent(int size, int seconds) {
        long end = now + seconds * SECOND;
        int count = 0;
        while (now < end) {
            long wait = pace.take(size, now);
            count += wait == 0 ? 1 : 0;
            now += wait;
        }
        return count;
    }

    @Test
    void smallRecordsGoAThousandTimesASecond() {
        sent(100, 2);
        assertThat(sent(100, 10)).isBetween(9_990, 10_010);
    }

    @Test
    void largeRecordsGoAMebibyteASecond() {
        sent(100 << 10, 2);
        assertThat(sent(100 << 10, 10)).isBetween(101, 104);
    }

    @Test
    void aRecordLargerThanASecondsWorthGoesAndIsPaidForLater() {
        assertThat(pace.take(5 << 20, now)).isZero();
        assertThat(pace.take(1, now)).isGreaterThanOrEqualTo(4 * SECOND);
    }

    @Test
    void slowsDownWhereTheServiceRefusesAndComesBack() {
        sent(100, 2);
        for (int i = 0; i < 20; i++) {
            pace.exceeded(now);
        }
        assertThat(sent(100, 1)).isLessThan(150);
        sent(100, 20);
        assertThat(sent(100, 10)).isBetween(9_990, 10_010);
    }
}
