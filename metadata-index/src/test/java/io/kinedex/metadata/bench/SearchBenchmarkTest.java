package io.kinedex.metadata.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.record.Sighting;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SearchBenchmarkTest {
    private static final Instant START = Instant.parse("2026-11-13T00:00:00Z");

    @Test
    void runsFromEndToEnd() throws Exception {
        StringWriter out = new StringWriter();

        SearchBenchmark.run(500, new PrintWriter(out));

        assertThat(out.toString())
                .contains("500 sightings", "nested WITHIN", "all, as mixed", "Appended to searchable");
    }

    @Test
    void generatesTheSameRecordsEachTime() {
        assertThat(records(2_000)).isEqualTo(records(2_000));
    }

    @Test
    void generatesTheNumberAskedForWithCommonAndRareThings() {
        List<Sighting> all = records(5_000).stream()
                .flatMap(record -> record.sightings().stream())
                .toList();

        assertThat(all.stream().map(Sighting::id).distinct()).hasSize(5_000);
        var byLabel = all.stream().collect(Collectors.groupingBy(Sighting::label, Collectors.counting()));
        assertThat(byLabel.get("person")).isGreaterThan(5 * byLabel.getOrDefault("kite", 0L));
        assertThat(byLabel.get("face")).isPositive();
        assertThat(byLabel).hasSizeGreaterThan(40);
    }

    @Test
    void generatesInOrderOfTimeWithinAStream() {
        var byStream = records(3_000).stream().collect(Collectors.groupingBy(MetadataRecord::stream));

        assertThat(byStream.values())
                .hasSizeGreaterThan(100)
                .allSatisfy(records -> assertThat(records.stream()
                                .map(record -> record.fragment().number())
                                .map(Function.identity())
                                .toList())
                        .isSorted());
    }

    private static List<MetadataRecord> records(int sightings) {
        List<MetadataRecord> records = new ArrayList<>();
        new SightingGenerator(1, sightings, 300, START, Duration.ofDays(7)).forEachRemaining(records::add);
        return records;
    }
}
