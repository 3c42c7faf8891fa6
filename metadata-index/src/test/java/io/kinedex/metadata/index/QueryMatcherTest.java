package io.kinedex.metadata.index;

import static io.kinedex.metadata.index.Worlds.NOON;
import static io.kinedex.metadata.index.Worlds.at;
import static io.kinedex.metadata.index.Worlds.record;
import static io.kinedex.metadata.index.Worlds.sighting;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinedex.metadata.query.Query;
import io.kinedex.metadata.query.QueryMatcher;
import io.kinedex.metadata.query.QueryParser;
import io.kinedex.metadata.query.SmallQueries;
import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.record.Sighting;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Beside the index's tests, whose worlds and brute force it shares: one query type, two tenses. */
class QueryMatcherTest {
    private static final Clock CLOCK = Clock.fixed(at(60), ZoneOffset.UTC);
    private static final QueryMatcher.Window WIDE = new QueryMatcher.Window(10_000, 100, Duration.ofHours(1));

    @Test
    void givesInTheEndWhatASearchWouldFind() {
        Random random = new Random(17);
        int answered = 0;
        for (int round = 0; round < 400; round++) {
            List<MetadataRecord> records = Worlds.random(random, 60);
            Query query = new SmallQueries(random, NOON, Duration.ofSeconds(40)).growing(3);
            QueryMatcher matcher = new QueryMatcher(query, CLOCK, WIDE);
            Set<String> told = new HashSet<>();
            for (MetadataRecord record : records) {
                matcher.offer(record)
                        .forEach(match ->
                                assertThat(told.add(match.sighting().id())).isTrue());
            }

            assertThat(told).as(query.toString()).isEqualTo(new BruteForce(records, at(60)).ids(query));
            answered += told.isEmpty() ? 0 : 1;
        }
        assertThat(answered).isGreaterThan(100);
    }

    @Test
    void testsAWholeRecordAtOnceAlsoForNot() {
        Random random = new Random(19);
        for (int round = 0; round < 400; round++) {
            List<Sighting> sightings = Worlds.random(random, 40).stream()
                    .flatMap(single -> single.sightings().stream())
                    .toList();
            MetadataRecord record = record("default", "gate-1", 1, 0, 100, sightings);
            Query query = new SmallQueries(random, NOON, Duration.ofSeconds(30)).query(3);

            Set<String> told = new QueryMatcher(query, CLOCK)
                    .offer(record).stream().map(match -> match.sighting().id()).collect(Collectors.toSet());

            assertThat(told).as(query.toString()).isEqualTo(new BruteForce(List.of(record), at(60)).ids(query));
        }
    }

    @Test
    void tellsASightingAgainWhenItChanges() {
        QueryMatcher matcher = matcher("car duration>1s");

        assertThat(matcher.offer(record("g", 1, 0, 1, sighting("a", "car", 0, 1))))
                .isEmpty();
        assertThat(matcher.offer(record("g", 2, 1, 2, sighting("a", "car", 0, 2))))
                .hasSize(1);
        assertThat(matcher.offer(record("g", 3, 2, 3, sighting("a", "car", 0, 3))))
                .hasSize(1);
    }

    @Test
    void tellsAnEarlierSightingWhenItsNeighbourComes() {
        QueryMatcher matcher = matcher("person WITHIN 5s OF car");

        assertThat(matcher.offer(record("g", 1, 0, 2, sighting("p", "person", 0, 2))))
                .isEmpty();
        assertThat(matcher.offer(record("h", 1, 0, 2, sighting("c0", "car", 0, 2))))
                .isEmpty();
        List<QueryMatcher.Match> matches = matcher.offer(record("g", 2, 6, 8, sighting("c1", "car", 6, 8)));
        assertThat(matches).singleElement().satisfies(match -> {
            assertThat(match.sighting().id()).isEqualTo("p");
            assertThat(match.fragmentNumber()).isEqualTo("1");
            assertThat(match.stream()).isEqualTo("g");
        });
        assertThat(matcher.offer(record("g", 3, 8, 9, sighting("c2", "car", 6, 9))))
                .isEmpty();
    }

    @Test
    void forgetsWhatIsTooFarBackOrTooMuch() {
        QueryMatcher.Window narrow = new QueryMatcher.Window(3, 2, Duration.ofSeconds(1));
        QueryMatcher matcher = new QueryMatcher(QueryParser.parse("person WITHIN 1d OF car"), CLOCK, narrow);
        matcher.offer(record("g", 1, 0, 1, sighting("p", "person", 0, 1)));
        for (int i = 0; i < 3; i++) {
            matcher.offer(record("g", 2 + i, 0, 1, sighting("d" + i, "dog", 0, 1)));
        }
        assertThat(matcher.offer(record("g", 9, 0, 1, sighting("c", "car", 0, 1))))
                .isEmpty();

        QueryMatcher near = new QueryMatcher(QueryParser.parse("person WITHIN 1s OF car"), CLOCK, narrow);
        near.offer(record("g", 1, 0, 1, sighting("p", "person", 0, 1)));
        near.offer(record("g", 2, 10, 11, sighting("d", "dog", 10, 11)));
        assertThat(near.offer(record("g", 3, 1, 2, sighting("c", "car", 1, 2)))).isEmpty();
    }

    private static QueryMatcher matcher(String query) {
        return new QueryMatcher(QueryParser.parse(query), CLOCK);
    }
}
