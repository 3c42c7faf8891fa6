package io.kinedex.metadata.people;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinedex.metadata.index.Hit;
import io.kinedex.metadata.index.IndexOptions;
import io.kinedex.metadata.index.LuceneIndex;
import io.kinedex.metadata.index.SearchRequest;
import io.kinedex.metadata.query.QueryParser;
import io.kinedex.metadata.record.AnalysedFrame;
import io.kinedex.metadata.record.Box;
import io.kinedex.metadata.record.Detection;
import io.kinedex.metadata.record.EngineRef;
import io.kinedex.metadata.record.FragmentRef;
import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.record.Outcome;
import io.kinedex.metadata.record.Sighting;
import io.kinedex.metadata.record.TrackedDetection;
import io.kinedex.metadata.record.VectorBytes;
import io.kinedex.metadata.record.Wording;
import io.kinedex.metadata.stream.Checkpoint;
import io.kinedex.metadata.stream.RocksMetadataStream;
import io.kinedex.metadata.stream.SequenceNumber;
import io.kinedex.metadata.stream.StreamOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People over a real stream and a real index. */
class PeopleTest {
    private static final String MODEL = "a".repeat(64);
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    private static final Card ADA = new Card(
            "Ada Lovelace", "opens the door", new Consent("Ada Lovelace", "2026-11-02", "form 12 at the front desk"));

    @TempDir
    Path temp;

    private final Random random = new Random(5);
    private final float[] ada = Faces.random(random);
    private final float[] bob = Faces.random(random);

    private KeyVault vault;
    private RocksMetadataStream stream;
    private People people;
    private LuceneIndex index;
    private long fragment;

    @BeforeEach
    void open() {
        vault = KeyVault.open(temp.resolve("people/keys"));
        stream = RocksMetadataStream.open(temp.resolve("metadata"), StreamOptions.defaults());
        people = People.open(
                temp.resolve("people/db"), stream, vault, new PeopleOptions("default", 0.45), Clock.systemUTC());
        index = LuceneIndex.open(temp.resolve("index"), stream, IndexOptions.defaults(), people);
    }

    @AfterEach
    void close() {
        index.close();
        people.close();
        stream.close();
        vault.close();
    }

    @Test
    void findsSomebodyEnrolledFromPicturesByName() throws Exception {
        people.enrol("", ADA, MODEL, List.of(ada));
        see("s1", look(ada));
        see("s2", look(bob));

        assertThat(found("person:\"ada lovelace\"")).containsExactly("s1");
        assertThat(found("person:ada*")).containsExactly("s1");
        assertThat(found("\"Ada Lovelace\"")).containsExactly("s1");
        assertThat(found("person:bob")).isEmpty();
        assertThat(found("kind:face AND NOT person:ada*")).containsExactly("s2");
    }

    @Test
    void findsWhatWasSeenBeforeSomebodyWasEnrolled() throws Exception {
        see("s1", look(ada));
        see("s2", look(bob));
        people.enrol("", ADA, MODEL, List.of(ada));

        assertThat(found("person:ada*")).containsExactly("s1");
    }

    @Test
    void gathersUnknownFacesAndNamesThemLater() throws Exception {
        see("s1", look(ada));
        see("s2", look(bob));
        see("s3", look(ada));
        String unknown = people.seenIn("s1").orElseThrow().id();
        assertThat(people.seenIn("s3").orElseThrow().id()).isEqualTo(unknown);
        assertThat(people.list()).extracting(Person::sightings).containsExactly(2L, 1L);
        assertThat(found("person:" + unknown)).containsExactly("s1", "s3");

        people.enrol(unknown, ADA, "", List.of());

        assertThat(found("person:ada*")).containsExactly("s1", "s3");
        see("s4", look(ada));
        assertThat(found("person:ada*")).containsExactly("s1", "s3", "s4");
    }

    @Test
    void goesByTheLastTemplateOfASightingThatGoesOn() throws Exception {
        people.enrol("", ADA, MODEL, List.of(ada));
        see("s1", look(bob));
        assertThat(found("person:ada*")).isEmpty();

        see("s1", look(ada));

        assertThat(found("person:ada*")).containsExactly("s1");
        assertThat(people.list()).hasSize(1);
    }

    @Test
    void takesASightingFromWhomItIsNot() throws Exception {
        String id = people.enrol("", ADA, MODEL, List.of(ada)).id();
        see("s1", look(ada));
        see("s2", look(ada));

        String other = people.reject(List.of("s2")).id();

        assertThat(found("person:ada*")).containsExactly("s1");
        assertThat(found("person:" + other)).containsExactly("s2");
        see("s2", look(ada));
        assertThat(found("person:ada*")).as("what a user decided stays").containsExactly("s1");
        people.enrol(id, Card.UNKNOWN, MODEL, List.of(look(ada)));
        assertThat(found("person:ada*")).containsExactly("s1");
    }

    @Test
    void takesTwoFacesInOneFrameForTwoPeople() throws Exception {
        people.enrol("", ADA, MODEL, List.of(ada));
        float[] alike = look(ada);
        see(Map.of("s1", ada, "s2", alike));

        assertThat(found("person:ada*")).containsExactly("s1");
        String twin = people.seenIn("s2").orElseThrow().id();

        see("s2", ada);
        assertThat(people.seenIn("s2").orElseThrow().id())
                .as("also when she is seen alone")
                .isEqualTo(twin);

        people.merge(people.seenIn("s1").orElseThrow().id(), twin);
        assertThat(found("person:ada*")).containsExactly("s1", "s2");
        see("s2", look(ada));
        see("s3", look(ada));
        assertThat(found("person:ada*")).as("after they were said to be one").containsExactly("s1", "s2", "s3");
    }

    @Test
    void takesTwoUnknownFacesInOneFrameForTwoPeople() {
        see(Map.of("s1", ada, "s2", look(ada), "s3", look(bob)));
        assertThat(people.list()).hasSize(3).allMatch(person -> person.sightings() == 1);
    }

    @Test
    void mergesAndSplits() throws Exception {
        see("s1", look(ada));
        see("s2", look(bob));
        see("s3", look(bob));
        String one = people.seenIn("s1").orElseThrow().id();
        String other = people.seenIn("s2").orElseThrow().id();

        people.merge(one, other);

        assertThat(found("person:" + one)).containsExactly("s1", "s2", "s3");
        assertThat(people.find(other).orElseThrow().id()).isEqualTo(one);

        String fresh = people.split(List.of("s2", "s3")).id();

        assertThat(found("person:" + one)).containsExactly("s1");
        assertThat(found("person:" + fresh)).containsExactly("s2", "s3");
    }

    @Test
    void knowsTheSameAfterItWasMadeAgainFromTheStream() throws Exception {
        String id = people.enrol("", ADA, MODEL, List.of(ada)).id();
        see("s1", look(ada));
        see("s2", look(bob));
        see("s3", look(bob));
        people.merge(people.seenIn("s2").orElseThrow().id(), id);
        people.split(List.of("s3"));
        List<Person> before = people.list();
        close();
        try (Stream<Path> rows = Files.list(temp.resolve("people/db"))) {
            rows.forEach(file -> assertThat(file.toFile().delete()).isTrue());
        }
        open();
        people.awaitApplied(stream.latest());

        assertThat(people.list()).isEqualTo(before);
        close();
        open();
        assertThat(people.list()).isEqualTo(before);
    }

    @Test
    void leavesNothingReadableOfWhoIsForgotten() throws Exception {
        String id = people.enrol("", ADA, MODEL, List.of(ada)).id();
        float[] seen = look(ada);
        see("s1", seen);
        see("s2", look(bob));
        String bobs = people.seenIn("s2").orElseThrow().id();
        assertThat(found("person:ada*")).containsExactly("s1");

        SequenceNumber sequence = people.forget(id);
        index.awaitSearchable(sequence, Duration.ofSeconds(20));

        assertThat(index.sighting("s1")).isEmpty();
        assertThat(found("person:ada*")).isEmpty();
        assertThat(found("person:" + bobs)).containsExactly("s2");
        assertThat(people.find(id)).isEmpty();
        close();
        List<byte[]> traces = List.of(
                "Lovelace".getBytes(UTF_8),
                "front desk".getBytes(UTF_8),
                "opens the door".getBytes(UTF_8),
                VectorBytes.of(ada),
                VectorBytes.of(seen));
        assertNothingLeft(traces);
        open();
        people.awaitApplied(stream.latest());
        see("s1", look(ada));
        assertThat(found("kind:face"))
                .as("a sighting that was forgotten does not come back")
                .containsExactly("s2");
        assertThat(people.list()).extracting(Person::id).containsExactly(bobs);
    }

    @Test
    void doesNotBringBackWhoWasForgottenWhenAllIsMadeAgain() throws Exception {
        String id = people.enrol("", ADA, MODEL, List.of(ada)).id();
        see("s1", look(ada));
        people.forget(id);
        close();
        for (String folder : List.of("people/db", "index")) {
            try (Stream<Path> files = Files.list(temp.resolve(folder))) {
                files.forEach(file -> assertThat(file.toFile().delete()).isTrue());
            }
        }
        open();
        people.awaitApplied(stream.latest());

        assertThat(people.list()).isEmpty();
        assertThat(found("*")).isEmpty();
    }

    private void assertNothingLeft(List<byte[]> traces) throws IOException {
        try (Stream<Path> files = Files.walk(temp).filter(Files::isRegularFile)) {
            for (Path file : files.toList()) {
                String bytes = new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1);
                for (byte[] trace : traces) {
                    // A piece of a vector would do harm enough.
                    String piece = new String(
                            trace, 0, Math.min(16, trace.length), java.nio.charset.StandardCharsets.ISO_8859_1);
                    assertThat(bytes.contains(piece))
                            .as("%s in %s", piece, file)
                            .isFalse();
                }
            }
        }
    }

    private float[] look(float[] face) {
        return Faces.near(random, face, 0.8);
    }

    private void see(String sighting, float[] vector) {
        see(Map.of(sighting, vector));
    }

    /** All of them in one frame. */
    private void see(Map<String, float[]> faces) {
        Instant start = START.plusSeconds(60 * fragment++);
        Box box = new Box(0.1, 0.1, 0.2, 0.2);
        List<Sighting> sightings = new ArrayList<>();
        List<TrackedDetection> detections = new ArrayList<>();
        faces.forEach((id, vector) -> {
            sightings.add(new Sighting(
                    id,
                    "face",
                    "face",
                    start,
                    start.plusSeconds(2),
                    start,
                    box,
                    0.9,
                    false,
                    Wording.NONE,
                    people.seal().sealed(id, MODEL, vector)));
            detections.add(new TrackedDetection(id, new Detection("face", 0.9, box, List.of(), "")));
        });
        stream.append(
                List.of(new MetadataRecord(
                        "default",
                        "gate",
                        new FragmentRef(Long.toString(fragment), start, start.plusSeconds(2)),
                        new EngineRef("faces", "rfb-320", "b".repeat(64)),
                        new Outcome.Found(),
                        List.of(new AnalysedFrame(start, detections)),
                        sightings)),
                new Checkpoint("gate", Long.toString(fragment), "{}"));
        try {
            people.awaitApplied(stream.latest());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> found(String query) throws InterruptedException {
        assertThat(index.awaitSearchable(stream.latest(), Duration.ofSeconds(20)))
                .isTrue();
        List<String> ids = new ArrayList<>();
        for (Hit hit : index.search(new SearchRequest(QueryParser.parse(query), 100, SearchRequest.Order.OLDEST, ""))
                .hits()) {
            ids.add(hit.sighting().id());
        }
        return ids;
    }
}
