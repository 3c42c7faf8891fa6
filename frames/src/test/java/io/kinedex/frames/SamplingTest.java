package io.kinedex.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamplingTest {
    private static final Instant T = Instant.parse("2026-01-01T00:00:00.123Z");

    @ParameterizedTest
    @CsvSource({
        "500ms,500ms",
        "2s,2000ms",
        "PT0.5S,500ms",
        "1m,60000ms",
        "every-frame,every-frame",
        "KeyFrames,keyframes"
    })
    void readsPoliciesAndWritesThem(String text, String form) {
        SamplingPolicy policy = SamplingPolicy.parse(text);
        assertThat(policy).hasToString(form);
        assertThat(SamplingPolicy.parse(policy.toString())).isEqualTo(policy);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "often", "0ms", "-1s", "PT0.0001S", "99999999999s", "5"})
    void refusesWhatIsNoPolicy(String text) {
        assertThatThrownBy(() -> SamplingPolicy.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void countsIntervalsFromTheFirstFrame() {
        FrameSampler sampler = new FrameSampler(SamplingPolicy.parse("100ms"));
        assertThat(sampler.take(T, false)).isTrue();
        assertThat(sampler.take(T.plusMillis(99), false)).isFalse();
        assertThat(sampler.take(T.plusMillis(199), false)).isTrue();
        assertThat(sampler.take(T.plusMillis(200), false)).isTrue();
        assertThat(sampler.take(T.plusMillis(5_000), false)).isTrue();
        assertThat(sampler.take(T.plusMillis(5_099), false)).isFalse();
    }

    @Test
    void goesOnWhereTimeStepsBack() {
        FrameSampler sampler = new FrameSampler(SamplingPolicy.parse("100ms"));
        sampler.take(T.plusSeconds(60), false);
        assertThat(sampler.take(T.plusMillis(59_990), false)).isFalse();
        assertThat(sampler.take(T, false)).isTrue();
        assertThat(sampler.take(T.plusMillis(50), false)).isFalse();
    }

    @Test
    void aPoolCountsItsFramesAndEndsItsWaiters() throws Exception {
        FramePool pool = new FramePool(2, 300);
        Frame first = pool.acquire();
        Frame second = pool.acquire();
        assertThat(pool.free()).isZero();
        assertThat(pool.tryAcquire(Duration.ofMillis(1))).isEmpty();
        first.close();
        first.close();
        assertThat(pool.free()).isEqualTo(1);
        assertThatThrownBy(first::pixels).isInstanceOf(IllegalStateException.class);
        pool.close();
        assertThatThrownBy(pool::acquire).isInstanceOf(IllegalStateException.class);
        second.close();
        pool.close();
    }
}
