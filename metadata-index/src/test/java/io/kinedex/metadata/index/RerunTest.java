package io.kinedex.metadata.index;

import static io.kinedex.metadata.index.Worlds.at;
import static io.kinedex.metadata.index.Worlds.record;
import static io.kinedex.metadata.index.Worlds.sighting;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinedex.metadata.query.QueryMatcher;
import io.kinedex.metadata.query.QueryParser;
import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.record.Rerun;
import io.kinedex.metadata.record.Rerun.State;
import io.kinedex.metadata.stream.SequenceNumber;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RerunTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final IndexOptions OPTIONS = IndexOptions.defaults().withClock(Clock.fixed(at(60), ZoneOffset.UTC));

    @TempDir
    Path temp;

    private final MemoryStream stream = new MemoryStream();

    @BeforeEach
    void firstLook() {
        stream.append(
                record("gate", 1, 0, 2, sighting("before", "car", 0, 2)),
                record("gate", 2, 2, 4, sighting("inside", "car", 2, 3), sighting("inside-too", "dog", 3, 4)),
                record("gate", 3, 4, 6, sighting("after", "car", 4, 5)),
                record("yard", 1, 2, 4, sighting("elsewhere", "car", 2, 3)));
    }

    @Test
    void hidesWhatARerunFoundUntilItIsComplete() throws Exception {
        try (LuceneIndex index = open()) {
            appendParts(index, "r1");
            assertThat(found(index, "*")).containsExactly("after", "before", "elsewhere", "inside", "inside-too");
            assertThat(found(index, "NOT dog")).containsExactly("after", "before", "elsewhere", "inside");
            assertThat(found(index, "truck")).isEmpty();
            assertThat(found(index, "car WITHIN 1s OF truck")).isEmpty();
            assertThat(index.sighting("again")).isEmpty();

            end(index, "r1", State.COMPLETE);
            assertThat(found(index, "*")).containsExactly("after", "again", "again-too", "before", "elsewhere");
            assertThat(found(index, "car WITHIN 2s OF truck")).containsExactly("after", "before");
            assertThat(index.sighting("again")).isPresent();
        }
    }

    @Test
    void leavesNothingOfACancelledRerun() throws Exception {
        try (LuceneIndex index = open()) {
            appendParts(index, "r1");
            end(index, "r1", State.CANCELLED);
            assertThat(found(index, "*")).containsExactly("after", "before", "elsewhere", "inside", "inside-too");
            assertThat(found(index, "truck")).isEmpty();
        }
    }

    @Test
    void hidesAcrossARestart() throws Exception {
        try (LuceneIndex index = open()) {
            appendParts(index, "r1");
        }
        try (LuceneIndex index = open()) {
            SequenceNumber last = stream.append(record("gate", 4, 6, 8));
            assertThat(index.awaitSearchable(last, PATIENCE)).isTrue();
            assertThat(found(index, "truck")).isEmpty();
            end(index, "r1", State.COMPLETE);
            assertThat(found(index, "truck")).containsExactly("again");
            assertThat(found(index, "dog")).isEmpty();
        }
    }

    @Test
    void givesTheSameWhenMadeAgainFromTheStream() throws Exception {
        Set<String> followed;
        try (LuceneIndex index = open()) {
            appendParts(index, "r1");
            end(index, "r1", State.COMPLETE);
            appendParts(index, "r2", "second", "second-too");
            followed = found(index, "*");
        }
        try (LuceneIndex anew = LuceneIndex.open(temp.resolve("anew"), stream, OPTIONS)) {
            assertThat(anew.awaitSearchable(stream.latest(), PATIENCE)).isTrue();
            assertThat(found(anew, "*")).isEqualTo(followed);
            end(anew, "r2", State.COMPLETE);
            assertThat(found(anew, "*")).containsExactly("after", "before", "elsewhere", "second", "second-too");
        }
    }

    @Test
    void leavesRerunsUnderWayAloneWhenAnotherIsComplete() throws Exception {
        try (LuceneIndex index = open()) {
            appendParts(index, "r1");
            appendParts(index, "r2", "second", "second-too");
            end(index, "r1", State.COMPLETE);
            assertThat(found(index, "truck")).containsExactly("again");
            end(index, "r2", State.COMPLETE);
            assertThat(found(index, "truck")).containsExactly("second");
        }
    }

    @Test
    void tellsLiveQueriesNothing() {
        QueryMatcher matcher = new QueryMatcher(QueryParser.parse("truck"), Clock.fixed(at(60), ZoneOffset.UTC));
        MetadataRecord first = record("gate", 2, 2, 4, sighting("again", "truck", 2, 3));
        assertThat(matcher.offer(first.in(new Rerun("r1", State.PART)))).isEmpty();
        assertThat(matcher.offer(first)).hasSize(1);
    }

    private void appendParts(LuceneIndex index, String rerun) throws InterruptedException {
        appendParts(index, rerun, "again", "again-too");
    }

    private void appendParts(LuceneIndex index, String rerun, String truck, String cat) throws InterruptedException {
        Rerun part = new Rerun(rerun, State.PART);
        SequenceNumber last = stream.append(
                record("gate", 2, 2, 3, sighting(truck, "truck", 2, 3)).in(part),
                record("gate", 3, 3, 4, sighting(cat, "cat", 3, 4)).in(part));
        assertThat(index.awaitSearchable(last, PATIENCE)).isTrue();
    }

    private void end(LuceneIndex index, String rerun, State state) throws InterruptedException {
        SequenceNumber last = stream.append(record("gate", 3, 2, 4).in(new Rerun(rerun, state)));
        assertThat(index.awaitSearchable(last, PATIENCE)).isTrue();
    }

    private static Set<String> found(LuceneIndex index, String query) {
        List<Hit> hits = index.search(new SearchRequest(QueryParser.parse(query), 100, SearchRequest.Order.NEWEST, ""))
                .hits();
        Set<String> ids = new TreeSet<>();
        hits.forEach(hit -> ids.add(hit.sighting().id()));
        return ids;
    }

    private LuceneIndex open() {
        return LuceneIndex.open(temp.resolve("index"), stream, OPTIONS);
    }
}
