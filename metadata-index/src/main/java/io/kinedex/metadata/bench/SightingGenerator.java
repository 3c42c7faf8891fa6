package io.kinedex.metadata.bench;

import io.kinedex.metadata.record.Box;
import io.kinedex.metadata.record.EngineRef;
import io.kinedex.metadata.record.FragmentRef;
import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.record.Outcome;
import io.kinedex.metadata.record.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;

/**
 * Makes records as a set of cameras would: labels and streams by Zipf's law, busy days and quiet nights, mostly short
 * sightings with a long tail, several things at once, faces where there are people, and sightings that go on in the next
 * fragment and stand in its record again. The same seed gives the same records. One thread.
 */
public final class SightingGenerator implements Iterator<MetadataRecord> {
    /** In falling order of frequency. */
    static final List<String> LABELS = List.of(
            "person",
            "car",
            "truck",
            "bicycle",
            "dog",
            "bus",
            "traffic light",
            "backpack",
            "motorcycle",
            "handbag",
            "bird",
            "cat",
            "umbrella",
            "chair",
            "bench",
            "suitcase",
            "cell phone",
            "bottle",
            "stop sign",
            "potted plant",
            "skateboard",
            "horse",
            "train",
            "laptop",
            "cup",
            "book",
            "tv",
            "couch",
            "boat",
            "clock",
            "sports ball",
            "fire hydrant",
            "parking meter",
            "kite",
            "tie",
            "vase",
            "sheep",
            "cow",
            "airplane",
            "frisbee",
            "scissors",
            "teddy bear",
            "surfboard",
            "skis",
            "zebra",
            "elephant",
            "hair drier",
            "toaster");

    private static final EngineRef OBJECTS = new EngineRef("objects", "efficientdet-lite0", "0b".repeat(32));
    private static final EngineRef FACES = new EngineRef("faces", "rfb-320", "fa".repeat(32));
    private static final long FRAGMENT_MILLIS = 4_000;

    private final SplittableRandom random;
    private final int streams;
    private final int sightings;
    private final Instant start;
    private final double meanStepMillis;
    private final ArrayDeque<MetadataRecord> ready = new ArrayDeque<>();
    private double clockMillis;
    private int made;
    private int fragments;

    /**
     * @param sightings how many to make
     * @param streams   of how many cameras
     * @param start     of the first one
     * @param span      from the first one to the last, about
     */
    public SightingGenerator(long seed, int sightings, int streams, Instant start, Duration span) {
        this.random = new SplittableRandom(seed);
        this.sightings = sightings;
        this.streams = streams;
        this.start = start;
        this.meanStepMillis = span.toMillis() / (double) Math.max(1, sightings);
    }

    @Override
    public boolean hasNext() {
        return !ready.isEmpty() || made < sightings;
    }

    @Override
    public MetadataRecord next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        if (ready.isEmpty()) {
            makeFragment();
        }
        return ready.removeFirst();
    }

    /** The name of a stream; those with low numbers see the most. */
    static String stream(int number) {
        String[] sites = {"gate", "lobby", "street", "yard", "dock", "hall"};
        return "%s-%d".formatted(sites[number % sites.length], number / sites.length + 1);
    }

    /** A rank from 0, by Zipf's law. */
    static int zipf(SplittableRandom random, int count) {
        return (int) Math.min(count - 1, Math.pow(count + 1.0, random.nextDouble()) - 1);
    }

    private void makeFragment() {
        int camera = zipf(random, streams);
        int together = Math.min(sightings - made, 1 + (int) (random.nextDouble() * random.nextDouble() * 6));
        Instant from = start.plusMillis(Math.round(clockMillis));
        clockMillis += -Math.log(1 - random.nextDouble()) * meanStepMillis * together / activity(from);
        List<Sighting> objects = new ArrayList<>();
        List<Sighting> faces = new ArrayList<>();
        for (int i = 0; i < together; i++) {
            String label = label(camera);
            boolean face = label.equals("person") && random.nextInt(4) == 0;
            (face ? faces : objects).add(sighting(face ? "face" : label, from));
        }
        publish(camera, from, OBJECTS, objects);
        publish(camera, from, FACES, faces);
    }

    /** Each camera sees the common things and has favourites of its own. */
    private String label(int camera) {
        int rank = zipf(random, LABELS.size());
        return LABELS.get(random.nextInt(5) > 0 ? rank : (rank + camera) % LABELS.size());
    }

    /** Ten times as much at two in the afternoon as at two at night; 1 on average. */
    private static double activity(Instant time) {
        double hour = (time.getEpochSecond() % 86_400) / 3_600.0;
        return 1 - 0.82 * Math.cos((hour - 2) / 12 * Math.PI);
    }

    private Sighting sighting(String label, Instant fragment) {
        Instant begins = fragment.plusMillis(random.nextLong(FRAGMENT_MILLIS - 500));
        long lasts = (long) Math.clamp(3_000 * Math.exp(1.1 * random.nextGaussian()), 100, 1_800_000);
        double confidence = 1 - 0.6 * Math.sqrt(random.nextDouble()) * random.nextDouble(0.5, 1);
        String id = "%016x%016x".formatted(random.nextLong(), made++);
        Box box = new Box(
                random.nextDouble(0.7),
                random.nextDouble(0.6),
                0.05 + random.nextDouble(0.2),
                0.1 + random.nextDouble(0.3));
        String kind = label.equals("face") ? "face" : "object";
        return new Sighting(
                id,
                kind,
                label,
                begins,
                begins.plusMillis(lasts),
                begins.plusMillis(Math.min(lasts, 300) / 2),
                box,
                confidence,
                false);
    }

    private void publish(int camera, Instant from, EngineRef engine, List<Sighting> seen) {
        if (seen.isEmpty()) {
            return;
        }
        Instant cut = from.plusMillis(FRAGMENT_MILLIS);
        List<Sighting> first =
                seen.stream().map(sighting -> until(sighting, cut)).toList();
        List<Sighting> later =
                seen.stream().filter(sighting -> sighting.end().isAfter(cut)).toList();
        int fragment = fragments;
        fragments += 2;
        ready.add(record(camera, fragment, from, cut, engine, first));
        if (!later.isEmpty()) {
            Instant end =
                    later.stream().map(Sighting::end).max(Instant::compareTo).orElseThrow();
            ready.add(record(camera, fragment + 1, cut, end, engine, later));
        }
    }

    private static Sighting until(Sighting whole, Instant cut) {
        return whole.end().isAfter(cut)
                ? new Sighting(
                        whole.id(),
                        whole.kind(),
                        whole.label(),
                        whole.start(),
                        cut,
                        whole.best(),
                        whole.box(),
                        whole.confidence(),
                        true)
                : whole;
    }

    private static MetadataRecord record(
            int camera, int fragment, Instant from, Instant to, EngineRef engine, List<Sighting> seen) {
        FragmentRef ref = new FragmentRef("91343852333181432392682062607743" + "%015d".formatted(fragment), from, to);
        return new MetadataRecord("default", stream(camera), ref, engine, new Outcome.Found(), List.of(), seen);
    }
}
