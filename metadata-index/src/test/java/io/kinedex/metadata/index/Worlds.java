package io.kinedex.metadata.index;

import io.kinedex.metadata.record.Box;
import io.kinedex.metadata.record.Embedding;
import io.kinedex.metadata.record.EngineRef;
import io.kinedex.metadata.record.FragmentRef;
import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.record.Outcome;
import io.kinedex.metadata.record.Sighting;
import io.kinedex.metadata.record.Wording;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes small records for tests, by hand and at random. */
final class Worlds {
    static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final List<String> LABELS =
            List.of("car", "car", "car", "person", "person", "Traffic  Light", "face", "Füßgänger", "hot dog");
    private static final List<String> STREAMS = List.of("gate-1", "gate-2", "Hall North");

    private static final List<String> WORDS =
            List.of("budget", "budgets", "Budget,", "fire", "exit", "exits.", "exlt", "eixt", "car", "5", "the");

    private Worlds() {}

    /** The same thing as words that were said or written. */
    private static Sighting worded(Random random, Sighting seen) {
        String kind = random.nextBoolean() ? "speech" : "text";
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i >= 0; i--) {
            text.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
        }
        Wording wording = new Wording(text.toString(), random.nextBoolean() ? "en" : "", List.of());
        return new Sighting(
                seen.id(),
                kind,
                kind,
                seen.start(),
                seen.end(),
                seen.best(),
                seen.box(),
                seen.confidence(),
                seen.open(),
                wording,
                Embedding.NONE);
    }

    /** Seconds after noon. */
    static Instant at(double seconds) {
        return NOON.plusMillis(Math.round(seconds * 1000));
    }

    static Sighting sighting(String id, String label, double start, double end) {
        return sighting(id, label, start, end, start, 0.5, false);
    }

    static Sighting sighting(
            String id, String label, double start, double end, double best, double confidence, boolean open) {
        String kind = label.equals("face") ? "face" : "object";
        return new Sighting(
                id, kind, label, at(start), at(end), at(best), new Box(0.1, 0.2, 0.3, 0.4), confidence, open);
    }

    static MetadataRecord record(String stream, int fragment, double start, double end, Sighting... sightings) {
        return record("default", stream, fragment, start, end, List.of(sightings));
    }

    static MetadataRecord record(
            String tenant, String stream, int fragment, double start, double end, List<Sighting> sightings) {
        boolean faces = !sightings.isEmpty() && sightings.getFirst().kind().equals("face");
        return new MetadataRecord(
                tenant,
                stream,
                new FragmentRef(Integer.toString(fragment), at(start), at(end)),
                new EngineRef(faces ? "faces" : "objects", faces ? "rfb-320" : "efficientdet-lite0", "ab".repeat(32)),
                sightings.isEmpty() ? new Outcome.Nothing() : new Outcome.Found(),
                List.of(),
                sightings);
    }

    /** Records of one sighting each or a few, within a couple of minutes. */
    static List<MetadataRecord> random(Random random, int sightings) {
        List<MetadataRecord> records = new ArrayList<>();
        for (int i = 0; i < sightings; i++) {
            String label = LABELS.get(random.nextInt(LABELS.size()));
            double start = random.nextInt(2 * sightings) / 4.0;
            double end = start + (1 + random.nextInt(20)) / 4.0;
            double confidence = random.nextInt(11) / 10.0;
            Sighting seen = random.nextInt(4) == 0
                    ? worded(random, sighting("s" + i, label, start, end, start, confidence, false))
                    : sighting("s" + i, label, start, end, start, confidence, false);
            String tenant = random.nextInt(10) == 0 ? "other" : "default";
            String stream = STREAMS.get(random.nextInt(STREAMS.size()));
            records.add(record(tenant, stream, i, start, start + 1, List.of(seen)));
        }
        return records;
    }
}
