package io.kinedex.ingest.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinedex.frames.FragmentNumber;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultsTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private Instant now = START;
    private final List<Injection> told = new ArrayList<>();
    private final Faults faults = new Faults(FaultScript.empty(), () -> now, told::add);

    /** The places in an answer of 100 fragments at which something strikes. */
    private static List<Integer> struck(Faults.Call call) {
        List<Integer> struck = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            if (!call.fragment(i, FragmentNumber.of(1000 + i)).isEmpty()) {
                struck.add(i);
            }
        }
        return struck;
    }

    @Test
    void strikesAtTheFragmentOfTheCallThatWasNamed() {
        faults.add("gap:call=2,fragment=5");

        assertThat(struck(faults.begin("GetMedia", "a"))).isEmpty();
        assertThat(struck(faults.begin("GetMedia", "a"))).containsExactly(5);
        assertThat(struck(faults.begin("GetMedia", "a"))).isEmpty();
        assertThat(told).singleElement().satisfies(injection -> {
            assertThat(injection.fault()).isEqualTo("gap-1");
            assertThat(injection.kind()).isEqualTo("gap");
            assertThat(injection.call()).isEqualTo(2);
            assertThat(injection.fragment()).isEqualTo(5);
            assertThat(injection.number()).contains(FragmentNumber.of(1005));
            assertThat(injection.sequence()).isEqualTo(1);
        });
        assertThat(faults.counts()).containsEntry("gap-1", 1L);
    }

    @Test
    void countsOnlyTheCallsThatConcernIt() {
        faults.add("error:status=503,stream=b,operation=GetMedia,call=2");

        assertThat(faults.begin("GetMedia", "b").begun()).isEmpty();
        assertThat(faults.begin("GetMedia", "a").begun()).isEmpty();
        assertThat(faults.begin("ListFragments", "b").begun()).isEmpty();
        assertThat(faults.begin("GetMedia", "b").begun()).hasSize(1);
        assertThat(faults.status()).singleElement().satisfies(status -> {
            assertThat(status.calls()).isEqualTo(2);
            assertThat(status.strikes()).isEqualTo(1);
        });
    }

    @Test
    void everyNthAndNotMoreThanSoOften() {
        faults.add("duplicate:every=10,times=3");

        assertThat(struck(faults.begin("GetMedia", "a"))).containsExactly(10, 20, 30);
    }

    @Test
    void aFragmentsNumberIsEnough() {
        faults.add("gap:number=1042");

        assertThat(struck(faults.begin("GetMedia", "a"))).containsExactly(42);
    }

    @Test
    void chancesAreTheSameWithTheSameSeedWhateverHappensOnOtherStreams() {
        List<Integer> first = withSeed(5, false);

        assertThat(first).isNotEmpty().hasSizeBetween(5, 40);
        assertThat(withSeed(5, true)).isEqualTo(first);
        assertThat(withSeed(6, false)).isNotEqualTo(first);
    }

    private List<Integer> withSeed(long seed, boolean others) {
        faults.set(new FaultScript(seed, List.of(FaultScript.option("gap:probability=0.2", 1))));
        if (others) {
            assertThat(struck(faults.begin("GetMedia", "b"))).isNotEmpty();
        }
        return struck(faults.begin("GetMedia", "a"));
    }

    @Test
    void strikesOnlyWhileItsTimeLasts() {
        faults.add("gap:after=10s,until=20s");

        assertThat(struck(faults.begin("GetMedia", "a"))).isEmpty();
        now = START.plus(Duration.ofSeconds(15));
        assertThat(struck(faults.begin("GetMedia", "a"))).hasSize(100);
        now = START.plus(Duration.ofSeconds(21));
        assertThat(struck(faults.begin("GetMedia", "a"))).isEmpty();
    }

    @Test
    void aFaultThatWasTakenAwayStrikesNoMore() {
        String name = faults.add("gap");
        Faults.Call call = faults.begin("GetMedia", "a");
        assertThat(struck(call)).hasSize(100);

        assertThat(faults.clear(name)).isTrue();
        assertThat(faults.clear(name)).isFalse();
        assertThat(struck(call)).isEmpty();
        assertThat(faults.injections(98)).hasSize(2);
    }

    @Test
    void aFaultMayBeSetWhileACallIsOn() {
        Faults.Call call = faults.begin("GetMedia", "a");
        assertThat(struck(call)).isEmpty();
        faults.add("gap");
        assertThat(struck(call)).hasSize(100);
    }

    @Test
    void namesAreMadeUnique() {
        assertThat(faults.add("gap")).isEqualTo("gap-1");
        assertThat(faults.add("gap")).isEqualTo("gap-2");
        faults.clear("gap-1");
        assertThat(faults.add("gap")).isEqualTo("gap-3");
    }

    @Test
    void eachPointHasItsOwnFaults() {
        faults.add("ack-lost");
        faults.add("withhold");
        faults.add("gap:operation=*");
        faults.add("delay");

        Faults.Call put = faults.begin("PutMedia", "a");
        assertThat(put.begun()).hasOnlyElementsOfType(FaultEffect.Delay.class).hasSize(1);
        assertThat(put.ack(1, FaultEffect.AckType.RECEIVED)).isEmpty();
        assertThat(put.ack(1, FaultEffect.AckType.PERSISTED)).hasSize(1);
        assertThat(put.fragment(1, FragmentNumber.ONE)).hasOnlyElementsOfType(FaultEffect.Gap.class);
        assertThat(faults.feed("a", 1, FragmentNumber.ONE)).containsExactly(new FaultEffect.Withhold());
    }
}
