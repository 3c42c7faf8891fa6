package io.kinedex.ingest.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinedex.ingest.IngestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultScriptTest {
    private static FaultScript parse(String text) {
        return FaultScript.parse(text, "s.yaml");
    }

    @Test
    void readsAScript() {
        FaultScript script = parse("""
            seed: 7
            faults:
              - name: half
                fault: cut
                stream: gate-*
                call: [1, 3]
                after-bytes: 64KB
                how: fin
              - fault: in-band-error
                id: 4500
                fragment: 5
                times: 2
                after: 10s
                until: 1m
            """);

        assertThat(script.seed()).isEqualTo(7);
        Fault half = script.faults().get(0);
        assertThat(half.name()).isEqualTo("half");
        assertThat(half.what()).isEqualTo(new FaultEffect.Cut(65_536, 0.5, false));
        assertThat(half.when().operations()).containsExactly("GetMedia");
        assertThat(half.when().calls()).isEqualTo(Set.of(1L, 3L));
        assertThat(half.when().concerns("GetMedia", "gate-2")).isTrue();
        assertThat(half.when().concerns("GetMedia", "yard")).isFalse();
        assertThat(half.when().concerns("PutMedia", "gate-2")).isFalse();
        Fault error = script.faults().get(1);
        assertThat(error.name()).isEqualTo("in-band-error-2");
        assertThat(error.what()).isEqualTo(new FaultEffect.InBandError(4500, false));
        assertThat(error.when().times()).isEqualTo(2);
        assertThat(error.when().isOpenAfter(Duration.ofSeconds(9))).isFalse();
        assertThat(error.when().isOpenAfter(Duration.ofSeconds(10))).isTrue();
        assertThat(error.when().isOpenAfter(Duration.ofSeconds(61))).isFalse();
    }

    @Test
    void anOptionSaysTheSameAsAScript() {
        Fault option = FaultScript.option("error:error=ClientLimitExceededException,call=2,stream=a,name=x", 1);
        Fault scripted = parse("""
            faults:
              - {name: x, fault: error, error: ClientLimitExceededException, call: 2, stream: a}
            """).faults().getFirst();

        assertThat(option).isEqualTo(scripted);
        assertThat(option.what())
                .isEqualTo(new FaultEffect.Refuse(
                        400, "ClientLimitExceededException", "a fault of the emulator: ClientLimitExceededException"));
    }

    @Test
    void everyFaultCanBeSetByItsNameAlone() {
        for (FaultKind kind : FaultKind.values()) {
            String option = kind == FaultKind.ERROR ? "error:status=503" : kind.word();
            Fault fault = FaultScript.option(option, 1);
            assertThat(FaultKind.of(fault.what())).isEqualTo(kind);
            assertThat(fault.kind()).isEqualTo(kind.word());
        }
    }

    @Test
    void anEmptyScriptHasNoFaults() {
        assertThat(parse("").faults()).isEmpty();
        assertThat(parse("# nothing\n").faults()).isEmpty();
        assertThat(parse("{}").faults()).isEmpty();
    }

    @Test
    void randomSetsManyFaultsWithChances() {
        List<Fault> faults = parse("random: {rate: 2, stream: a}").faults();

        assertThat(faults).hasSizeGreaterThan(20).allSatisfy(fault -> {
            assertThat(fault.when().probability()).isBetween(0.0, 1.0);
            assertThat(fault.when().stream()).isEqualTo("a");
        });
    }

    /** What is wrong, the line, and what the message must say. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        faults: [{fault: cut, aftr-bytes: 5}]       | 1 | key 'aftr-bytes' is not known; known here: after, after-bytes
        faults: [{fault: cutt}]                     | 1 | key 'fault' is 'cutt', must be one of [cut, error
        faults: [{call: 2}]                         | 1 | a fault must say what it is
        faults: [{fault: cut, call: 0}]             | 1 | key 'call' is '0', must be a whole number from 1
        faults: [{fault: cut, probability: 2}]      | 1 | key 'probability' is '2', must be a number in 0..1
        faults: [{fault: cut, how: hard}]           | 1 | key 'how' is 'hard', must be one of rst, fin
        faults: [{fault: cut, after-bytes: x}]      | 1 | must be a size such as 4096
        faults: [{fault: in-band-error, id: 4600}]  | 1 | must be one of 3002, 4000, 4500
        faults: [{fault: stall, time: soon}]        | 1 | must be a duration such as 500ms
        faults: [{fault: error}]                    | 1 | an error needs 'error'
        faults: [{fault: error, error: Odd}]        | 1 | needs its 'status' too
        faults: [{fault: cut, fault: gap}]          | 1 | 'fault'
        faults: {fault: cut}                        | 1 | 'faults' must be a list, is keys and values
        faults: [cut]                               | 1 | a fault must be keys and values
        - 1                                         | 1 | must hold keys and values, is a list
        fault: cut                                  | 1 | key 'fault' is not known; known here: faults, random, seed
        random: {rate: 1000}                        | 1 | must be a number in 0..100
        faults: [{fault: drip, bytes-per-second: 0}] | 1 | use stall
        faults: [                                   | 1 | no YAML
        """)
    void tellsWhatIsWrongAndWhere(String text, int line, String message) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(IngestException.class)
                .hasMessageStartingWith("s.yaml, line ")
                .hasMessageContaining(message);
        assertThat(line).isPositive();
    }

    @Test
    void namesTheLineOfAScriptsMistake() {
        assertThatThrownBy(() -> parse("""
            faults:
              - fault: cut
                after-bytes: 5
              - fault: gap
                fragmnt: 7
            """)).hasMessageStartingWith("s.yaml, line 5: key 'fragmnt' is not known");
    }

    @Test
    void twoFaultsOfOneNameAreRefused() {
        assertThatThrownBy(() -> parse("faults: [{fault: gap, name: a}, {fault: gap, name: a}]"))
                .hasMessageContaining("two faults are named 'a'");
    }

    @Test
    void aFileThatIsNotThereIsNamed(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("none.yaml");
        assertThatThrownBy(() -> FaultScript.read(file)).hasMessageContaining("none.yaml");
        Files.writeString(file, "seed: 3");
        assertThat(FaultScript.read(file).seed()).isEqualTo(3);
    }
}
