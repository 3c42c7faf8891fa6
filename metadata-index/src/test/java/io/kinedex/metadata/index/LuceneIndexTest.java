package io.kinedex.metadata.index;

import static io.kinedex.metadata.index.Worlds.NOON;
import static io.kinedex.metadata.index.Worlds.at;
import static io.kinedex.metadata.index.Worlds.record;
import static io.kinedex.metadata.index.Worlds.sighting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinedex.metadata.MetadataException;
import io.kinedex.metadata.index.SearchRequest.Order;
import io.kinedex.metadata.query.Query;
import io.kinedex.metadata.query.QueryParser;
import io.kinedex.metadata.query.SmallQueries;
import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.stream.SequenceNumber;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LuceneIndexTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final IndexOptions OPTIONS = IndexOptions.defaults().withClock(Clock.fixed(at(60), ZoneOffset.UTC));

    @TempDir
    Path temp;

    private final MemoryStream stream = new MemoryStream();

    @Test
    void findsWhatWasPublished() throws Exception {
        try (LuceneIndex index = open()) {
            SequenceNumber last = stream.append(
                    record("gate-1", 1, 0, 2, sighting("a", "Car", 0, 2, 1, 0.75, false)),
                    record("gate-2", 1, 0, 2, sighting("b", "person", 1, 2)));
            assertThat(index.awaitSearchable(last, PATIENCE)).isTrue();

            SearchResult result = search(index, "car stream:GATE-1");

            assertThat(result.total()).isEqualTo(1);
            assertThat(result.totalExact()).isTrue();
            assertThat(result.next()).isEmpty();
            Hit hit = result.hits().getFirst();
            assertThat(hit.sighting()).isEqualTo(sighting("a", "Car", 0, 2, 1, 0.75, false));
            assertThat(hit.stream()).isEqualTo("gate-1");
            assertThat(hit.engine()).isEqualTo("objects");
            assertThat(hit.model()).isEqualTo("efficientdet-lite0");
            assertThat(hit.fragmentNumber()).isEqualTo("1");
            assertThat(hit.recordId()).isEqualTo(record("gate-1", 1, 0, 2).id());
            assertThat(index.sighting("b").orElseThrow().sighting().label()).isEqualTo("person");
            assertThat(index.sighting("c")).isEmpty();
            assertThat(search(index, "zebra").hits()).isEmpty();
        }
    }

    @Test
    void keepsTheLastWordOnASightingAndTheRecordOfItsBestMoment() throws Exception {
        try (LuceneIndex index = open()) {
            index.awaitSearchable(
                    stream.append(record("g", 1, 0, 2, sighting("a", "car", 0, 2, 1, 0.6, true))), PATIENCE);
            index.awaitSearchable(
                    stream.append(record("g", 2, 2, 4, sighting("a", "car", 0, 4, 1, 0.6, true))), PATIENCE);

            Hit hit = search(index, "car").hits().getFirst();
            assertThat(hit.sighting().end()).isEqualTo(at(4));
            assertThat(hit.fragmentNumber()).isEqualTo("1");

            index.awaitSearchable(
                    stream.append(
                            record("g", 3, 4, 6, sighting("a", "car", 0, 6, 5, 0.9, true)),
                            record("g", 4, 6, 8, sighting("a", "car", 0, 7, 5, 0.9, false))),
                    PATIENCE);

            assertThat(search(index, "car").total()).isEqualTo(1);
            assertThat(search(index, "car").hits().getFirst().fragmentNumber()).isEqualTo("3");
            assertThat(search(index, "car").hits().getFirst().sighting().open()).isFalse();
        }
    }

    @Test
    void knowsTheRecordOfTheBestMomentAfterARestart() throws Exception {
        try (LuceneIndex index = open()) {
            index.awaitSearchable(
                    stream.append(record("g", 1, 0, 2, sighting("a", "car", 0, 2, 1, 0.6, true))), PATIENCE);
        }
        try (LuceneIndex index = open()) {
            index.awaitSearchable(
                    stream.append(record("g", 2, 2, 4, sighting("a", "car", 0, 4, 1, 0.6, false))), PATIENCE);

            assertThat(index.sighting("a").orElseThrow().fragmentNumber()).isEqualTo("1");
        }
    }

    @Test
    void answersRandomQueriesAsBruteForceDoes() throws Exception {
        Random random = new Random(42);
        List<MetadataRecord> records = Worlds.random(random, 300);
        BruteForce expected = new BruteForce(records, at(60));
        SmallQueries queries = new SmallQueries(random, NOON, Duration.ofSeconds(160));
        int answered = 0;
        try (LuceneIndex index = LuceneIndex.open(temp.resolve("index"), stream, OPTIONS, 8)) {
            for (int i = 0; i < records.size(); i += 100) { // several segments, of several slices each
                index.awaitSearchable(
                        stream.append(records.subList(i, i + 100).toArray(MetadataRecord[]::new)), PATIENCE);
            }
            for (int i = 0; i < 1_500; i++) {
                Query query = query(queries, i);
                Set<String> ids = expected.ids(query);
                SearchResult result = index.search(new SearchRequest(query, 1000, Order.values()[i % 3], ""));

                assertThat(ids(result.hits())).as(query.toString()).isEqualTo(ids);
                assertThat(result.total()).isEqualTo(ids.size());
                answered += ids.isEmpty() ? 0 : 1;
            }
        }
        assertThat(answered).isGreaterThan(500);
    }

    private static Query query(SmallQueries queries, int i) {
        return i % 2 == 0 ? queries.query(3) : queries.growing(3);
    }

    @Test
    void givesEverySightingOnceOverAllPagesInOrder() throws Exception {
        Random random = new Random(3);
        List<MetadataRecord> records = Worlds.random(random, 500);
        try (LuceneIndex index = open()) {
            for (int i = 0; i < records.size(); i += 50) {
                index.awaitSearchable(
                        stream.append(records.subList(i, i + 50).toArray(MetadataRecord[]::new)), PATIENCE);
            }
            for (Order order : Order.values()) {
                List<Hit> hits = allPages(index, "object", order, 7);

                assertThat(hits).isSortedAccordingTo(comparator(order));
                assertThat(hits.stream().map(Hit::score).toList()).isSortedAccordingTo(Comparator.reverseOrder());
                assertThat(ids(hits)).hasSize(hits.size());
                assertThat(hits).hasSize((int) search(index, "object").total());
            }
        }
    }

    @Test
    void pagesStayConsistentWhileNewSightingsArrive() throws Exception {
        try (LuceneIndex index = open()) {
            for (int i = 0; i < 40; i++) {
                stream.append(record("g", i, i, i + 1, sighting("old" + i, "car", i, i + 1)));
            }
            index.awaitSearchable(stream.latest(), PATIENCE);
            Set<String> seen = new HashSet<>();
            String cursor = "";
            int fresh = 100;
            do {
                SearchResult page = index.search(request("car after:-1h", 6, Order.NEWEST, cursor));
                page.hits()
                        .forEach(
                                hit -> assertThat(seen.add(hit.sighting().id())).isTrue());
                cursor = page.next().orElse("");
                index.awaitSearchable(
                        stream.append(
                                record("g", fresh, fresh, fresh + 1, sighting("new" + fresh, "car", fresh, fresh + 1))),
                        PATIENCE);
                fresh++;
            } while (!cursor.isEmpty());

            assertThat(seen).hasSize(40).allMatch(id -> id.startsWith("old"));
        }
    }

    @Test
    void countsExactlyUpToABoundOnly() throws Exception {
        try (LuceneIndex index = LuceneIndex.open(temp.resolve("index"), stream, OPTIONS.withLimits(1_000_000, 50))) {
            for (int i = 0; i < 200; i++) {
                stream.append(record("g", i, i, i + 1, sighting("s" + i, i < 50 ? "car" : "bus", i, i + 1)));
            }
            index.awaitSearchable(stream.latest(), PATIENCE);

            assertThat(search(index, "car").total()).isEqualTo(50);
            assertThat(search(index, "car").totalExact()).isTrue();
            assertThat(search(index, "*").totalExact()).isFalse();
            assertThat(search(index, "*").total()).isEqualTo(50);
            assertThat(allPages(index, "*", Order.NEWEST, 9)).hasSize(200);
        }
    }

    @Test
    void refusesCursorsThatAreNotOfThisSearch() throws Exception {
        try (LuceneIndex index = open()) {
            for (int i = 0; i < 5; i++) {
                stream.append(record("g", i, i, i + 1, sighting("s" + i, "car", i, i + 1)));
            }
            index.awaitSearchable(stream.latest(), PATIENCE);
            String cursor =
                    index.search(request("car", 2, Order.NEWEST, "")).next().orElseThrow();

            assertThat(index.search(request("car", 2, Order.NEWEST, cursor)).hits())
                    .hasSize(2);
            refused(index, request("bus", 2, Order.NEWEST, cursor), "is of another query or order");
            refused(index, request("car", 2, Order.OLDEST, cursor), "is of another query or order");
            refused(index, request("car", 2, Order.NEWEST, "x" + cursor.substring(1)), "is damaged");
            refused(index, request("car", 2, Order.NEWEST, cursor.substring(4)), "is damaged");
            refused(index, request("car", 2, Order.NEWEST, "no cursor ü"), "is damaged");
            refused(index, request("car", 2, Order.NEWEST, "AAAA"), "is damaged");
        }
    }

    @Test
    void refusesAWithinWhoseRightSideIsTooWide() throws Exception {
        try (LuceneIndex index = LuceneIndex.open(temp.resolve("index"), stream, OPTIONS.withLimits(10, 1_000))) {
            MetadataRecord[] together = new MetadataRecord[20]; // one segment: of several, only those near are read
            Arrays.setAll(together, i -> record("g", i, 0, 30, sighting("s" + i, i < 5 ? "bus" : "car", i, i + 30)));
            stream.append(together);
            index.awaitSearchable(stream.latest(), PATIENCE);

            assertThat(search(index, "car WITHIN 5s OF bus").total()).isPositive();
            refused(index, request("bus WITHIN 5s OF car", 2, Order.NEWEST, ""), "more than 10 sightings");
        }
    }

    @Test
    void takesWhateverARecordMaySay() throws Exception {
        try (LuceneIndex index = open()) {
            String wide = "\uD83D\uDE97".repeat(20_000);
            stream.append(record(wide, 1, 0, 1, sighting(wide, wide, 0, 1), sighting("x\uD800", "\uDC00y", 0, 1)));
            stream.append(record("g", 2, -1e12, 1e12, sighting("long", "eon", -1e12, 1e12)));
            index.awaitSearchable(stream.latest(), PATIENCE);

            assertThat(index.sighting(wide).orElseThrow().sighting().label()).isEqualTo(wide);
            assertThat(search(index, "\uD83D\uDE97*").total()).isEqualTo(1);
            assertThat(search(index, "eon after:9999-01-01 before:0002-01-01").total())
                    .isEqualTo(1);
            assertThat(search(index, "eon WITHIN 30000d OF *").total()).isZero();
        }
    }

    @Test
    void dropsSightingsPastTheirAge() throws Exception {
        IndexOptions aged = OPTIONS.withAgeMax(Duration.ofSeconds(30)); // now is noon and a minute
        stream.append(
                record("g", 1, 0, 1, sighting("old", "car", 10, 29)),
                record("g", 2, 0, 1, sighting("young", "car", 10, 31)));
        try (LuceneIndex index = LuceneIndex.open(temp.resolve("index"), stream, aged)) {
            SequenceNumber last = stream.append(record("g", 3, 0, 1));
            index.awaitSearchable(last, PATIENCE);
        }
        try (LuceneIndex index = LuceneIndex.open(temp.resolve("index"), stream, aged)) {
            index.awaitSearchable(stream.append(record("g", 4, 0, 1)), PATIENCE);
            index.awaitSearchable(stream.append(record("g", 5, 0, 1)), PATIENCE);

            assertThat(ids(search(index, "car").hits())).containsExactly("young");
        }
    }

    @Test
    void saysWhenItIsClosed() {
        LuceneIndex index = open();
        index.close();
        index.close();

        assertThatThrownBy(() -> search(index, "car"))
                .isInstanceOfSatisfying(
                        MetadataException.class, e -> assertThat(e.code()).isEqualTo(MetadataException.Code.CLOSED));
    }

    private LuceneIndex open() {
        return LuceneIndex.open(temp.resolve("index"), stream, OPTIONS);
    }

    private static List<Hit> allPages(LuceneIndex index, String query, Order order, int limit) {
        List<Hit> hits = new ArrayList<>();
        Optional<String> cursor = Optional.of("");
        while (cursor.isPresent()) {
            SearchResult page = index.search(request(query, limit, order, cursor.get()));
            hits.addAll(page.hits());
            cursor = page.next();
        }
        return hits;
    }

    private static Comparator<Hit> comparator(Order order) {
        return switch (order) {
            case NEWEST ->
                Comparator.comparing((Hit hit) -> hit.sighting().start()).reversed();
            case OLDEST -> Comparator.comparing(hit -> hit.sighting().start());
            case CONFIDENCE ->
                Comparator.comparing((Hit hit) -> hit.sighting().confidence())
                        .thenComparing(hit -> hit.sighting().start())
                        .reversed();
        };
    }

    static SearchResult search(LuceneIndex index, String query) {
        return index.search(request(query, 1000, Order.NEWEST, ""));
    }

    private static SearchRequest request(String query, int limit, Order order, String cursor) {
        return new SearchRequest(QueryParser.parse(query), limit, order, cursor);
    }

    private static void refused(LuceneIndex index, SearchRequest request, String why) {
        assertThatThrownBy(() -> index.search(request))
                .isInstanceOfSatisfying(
                        MetadataException.class, e -> assertThat(e.code()).isEqualTo(MetadataException.Code.BAD_QUERY))
                .hasMessageContaining(why);
    }

    static Set<String> ids(List<Hit> hits) {
        return hits.stream().map(hit -> hit.sighting().id()).collect(Collectors.toSet());
    }
}
