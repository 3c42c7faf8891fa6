package io.kinedex.ingest.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinedex.inference.track.Finding;
import io.kinedex.inference.track.SightingScope;
import io.kinedex.inference.track.SightingTracker;
import io.kinedex.inference.track.Tracker;
import io.kinedex.inference.track.TrackerOptions;
import io.kinedex.metadata.people.FaceSeal;
import io.kinedex.metadata.people.KeyVault;
import io.kinedex.metadata.record.Box;
import io.kinedex.metadata.record.Detection;
import io.kinedex.metadata.record.Embedding;
import io.kinedex.metadata.record.Sighting;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaceTrackerTest {
    private static final String MODEL = "a".repeat(64);
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final int FRAGMENTS = 6;
    private static final int FRAMES = 4;

    @TempDir
    private Path folder;

    private KeyVault vault;
    private FaceSeal seal;

    @BeforeEach
    void open() {
        vault = KeyVault.open(folder.resolve("keys"));
        seal = new FaceSeal(vault);
    }

    @AfterEach
    void close() {
        vault.close();
    }

    @Test
    void goesOnFromItsStateAsIfNothingHadHappened() {
        List<List<Sighting>> whole = run(false);

        assertThat(whole)
                .allSatisfy(told -> assertThat(told)
                        .hasSize(2)
                        .allMatch(sighting -> sighting.embedding().isSealed()));
        assertThat(run(true)).isEqualTo(whole);
    }

    @Test
    void keepsNothingReadableInItsState() {
        Tracker tracker = fresh(FaceTracker.State.NONE);
        float[] vector = vector(1);
        tracker.track("1", START, INTERVAL, List.of(finding(0.1, vector, 0.9)));
        Sighting told = tracker.endFragment(START.plusSeconds(1)).getFirst();
        FaceTracker.State state = FaceTracker.State.parse(tracker.state());
        byte[] sealed = java.util.Base64.getDecoder().decode(state.looks().get(told.id()));

        assertThat(seal.open(told.id(), sealed))
                .hasValueSatisfying(
                        bytes -> assertThat(ByteBuffer.wrap(bytes).getFloat(8)).isEqualTo(vector[0]));
        vault.destroy(List.of("sighting " + told.id()));
        assertThat(seal.open(told.id(), sealed)).isEmpty();
        assertThat(seal.sealed(told.id(), MODEL, vector)).isEqualTo(Embedding.NONE);
    }

    @Test
    void leavesAFaceThatWasNeverSeenPlainlyWithoutATemplate() {
        Tracker tracker = fresh(FaceTracker.State.NONE);
        tracker.track("1", START, INTERVAL, List.of(new Finding(face(0.1))));

        assertThat(tracker.endFragment(START.plusSeconds(1)).getFirst().embedding())
                .isEqualTo(Embedding.NONE);
    }

    private List<List<Sighting>> run(boolean interrupted) {
        Random random = new Random(9);
        List<List<Sighting>> told = new ArrayList<>();
        Tracker tracker = fresh(FaceTracker.State.NONE);
        for (int fragment = 0; fragment < FRAGMENTS; fragment++) {
            for (int frame = 0; frame < FRAMES; frame++) {
                Instant time = START.plus(INTERVAL.multipliedBy((long) fragment * FRAMES + frame));
                tracker.track(
                        Integer.toString(fragment + 1),
                        time,
                        INTERVAL,
                        List.of(
                                finding(0.1, vector(random.nextInt()), random.nextDouble()),
                                finding(0.6, vector(random.nextInt()), random.nextDouble())));
            }
            Instant end = START.plus(INTERVAL.multipliedBy((fragment + 1L) * FRAMES));
            told.add(tracker.endFragment(end));
            if (interrupted) {
                tracker = fresh(FaceTracker.State.parse(tracker.state()));
            }
        }
        return told;
    }

    private Tracker fresh(FaceTracker.State state) {
        SightingScope scope = new SightingScope("default", "gate", "faces", "face", MODEL);
        TrackerOptions options = TrackerOptions.defaults().withConfidences(0.2, 0.4, 0.4);
        Optional<String> boxes = Optional.of(state.boxes()).filter(text -> !text.isEmpty());
        Tracker tracker = boxes.isPresent()
                ? SightingTracker.restore(options, scope, boxes.get())
                : new SightingTracker(options, scope);
        return new FaceTracker(tracker, seal, MODEL, state);
    }

    private static Detection face(double left) {
        return new Detection("face", 0.9, new Box(left, 0.2, 0.2, 0.3));
    }

    private static Finding finding(double left, float[] vector, double quality) {
        return new Finding(face(left), new Embedding(MODEL, vector), quality);
    }

    private static float[] vector(long seed) {
        Random random = new Random(seed);
        float[] vector = new float[128];
        double squares = 0;
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) random.nextGaussian();
            squares += vector[i] * vector[i];
        }
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= (float) Math.sqrt(squares);
        }
        return vector;
    }
}
