package io.kinedex.samples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.ingest.IngestException;
import io.kinedex.metadata.index.Hit;
import io.kinedex.metadata.query.QueryParser;
import io.kinedex.metadata.record.Box;
import io.kinedex.metadata.record.Sighting;
import io.kinedex.samples.media.SampleMedia;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScenarioTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final Scenario scenario = Scenario.bundled();

    @Test
    void makesStreamsOfSampleVideosThatThereAre() {
        assertThat(SampleMedia.bundled(PinnedStore.configured()).names())
                .containsAll(
                        scenario.streams().stream().map(Scenario.Feed::video).toList());
        assertThat(scenario.streams()).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void asksQueriesThatCanBeUnderstoodAboutItsOwnStreams() {
        List<String> streams =
                scenario.streams().stream().map(Scenario.Feed::name).toList();
        for (Scenario.Question question : scenario.searches()) {
            QueryParser.parse(question.query());
            assertThat(question.expect())
                    .as(question.query())
                    .isNotEmpty()
                    .allSatisfy(expectation -> assertThat(streams).contains(expectation.stream()));
        }
    }

    @Test
    void turnsFacesOnOnlyForAPurpose() {
        for (Scenario.Feed feed : scenario.streams()) {
            if (feed.settings().at("/engines").has("faces")) {
                assertThat(feed.settings().at("/engines/faces/purpose").asText())
                        .isNotBlank();
            }
        }
    }

    @Test
    void missesWhatIsNotAmongTheHits() {
        Scenario.Question question =
                new Scenario.Question("car", "cars", List.of(new Scenario.Expectation("street", "car", 2)));
        assertThat(question.missing(List.of(hit("street", "car"), hit("street", "car"))))
                .isEmpty();
        assertThat(question.missing(List.of(hit("street", "car"), hit("desk", "car"), hit("street", "bus"))))
                .hasSize(1)
                .first()
                .hasToString("car on stream street, at least 2");
    }

    @Test
    void beginsAfreshOnlyWhereADemonstrationWas(@TempDir Path folder) throws Exception {
        Path demo = DemoFolder.fresh(folder.resolve("demo"));
        Files.createDirectories(demo.resolve("metadata"));
        Files.writeString(demo.resolve("metadata/log"), "old");
        DemoFolder.fresh(demo);
        assertThat(demo.resolve("metadata")).doesNotExist();

        Path photos = Files.createDirectories(folder.resolve("photos"));
        Files.writeString(photos.resolve("holiday.jpg"), "mine");
        assertThatThrownBy(() -> DemoFolder.fresh(photos))
                .isInstanceOf(IngestException.class)
                .hasMessageContaining("--data");
        assertThat(photos.resolve("holiday.jpg")).exists();
    }

    private static Hit hit(String stream, String label) {
        Sighting sighting = new Sighting(
                "a".repeat(32), "object", label, NOON, NOON.plusSeconds(1), NOON, new Box(0, 0, 1, 1), 0.9, false);
        return new Hit(stream, sighting, "objects", "efficientdet-lite0", "b".repeat(32), "1", 1);
    }
}
