package io.kinedex.metadata.record;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Makes records of every shape that the vocabulary allows; the same seed gives the same records. */
public final class RandomRecords {
    private static final List<String> LABELS = List.of("car", "person", "face", "traffic light", "Größe \"ß\" \\ 漢字");

    private final RandomGenerator random;

    public RandomRecords(RandomGenerator random) {
        this.random = random;
    }

    public MetadataRecord next() {
        return next("stream-" + random.nextInt(10), random.nextInt(1, 1_000_000));
    }

    public MetadataRecord next(String stream, long fragment) {
        Instant start = instant();
        return new MetadataRecord(
                "default",
                stream,
                new FragmentRef(Long.toString(fragment), start, start.plusNanos(random.nextLong(10_000_000_000L))),
                new EngineRef(random.nextBoolean() ? "objects" : "faces", "a-model", digest()),
                outcome(),
                many(4, this::frame),
                many(4, this::sighting),
                random.nextInt(4) == 0 ? Optional.of(people()) : Optional.empty(),
                random.nextInt(4) == 0 ? Optional.of(rerun()) : Optional.empty());
    }

    private Rerun rerun() {
        Rerun.State[] states = Rerun.State.values();
        return new Rerun("r-" + random.nextInt(1000), states[random.nextInt(states.length)]);
    }

    private PeopleChange people() {
        PeopleChange.Kind[] kinds = PeopleChange.Kind.values();
        return new PeopleChange(
                kinds[random.nextInt(kinds.length)],
                "p-" + random.nextInt(),
                many(3, () -> "s-" + random.nextInt()),
                random.nextBoolean() ? new byte[0] : bytes());
    }

    private byte[] bytes() {
        byte[] bytes = new byte[1 + random.nextInt(40)];
        random.nextBytes(bytes);
        return bytes;
    }

    private Embedding embedding() {
        return switch (random.nextInt(3)) {
            case 0 -> Embedding.NONE;
            case 1 -> new Embedding("a-model", vector());
            default -> Embedding.sealed("a-model", bytes());
        };
    }

    private Outcome outcome() {
        return switch (random.nextInt(3)) {
            case 0 -> new Outcome.Found();
            case 1 -> new Outcome.Nothing();
            default -> new Outcome.Dropped("skipped to live");
        };
    }

    private AnalysedFrame frame() {
        return new AnalysedFrame(instant(), many(5, this::detection));
    }

    private TrackedDetection detection() {
        Detection detection = new Detection(
                label(), random.nextDouble(), box(), many(3, this::keypoint), random.nextBoolean() ? "" : label());
        return new TrackedDetection(random.nextBoolean() ? "" : "s-" + random.nextInt(), detection);
    }

    private Keypoint keypoint() {
        return new Keypoint("nose", random.nextDouble(-0.1, 1.1), random.nextDouble(-0.1, 1.1));
    }

    private Sighting sighting() {
        Instant start = instant();
        long nanos = random.nextLong(1, random.nextBoolean() ? 2_000_000 : 20_000_000_000L);
        return new Sighting(
                "s-" + random.nextInt(),
                "object",
                label(),
                start,
                start.plusNanos(nanos),
                start.plusNanos(random.nextLong(nanos)),
                box(),
                random.nextDouble(),
                random.nextBoolean(),
                wording(),
                embedding());
    }

    private Wording wording() {
        return random.nextBoolean()
                ? Wording.NONE
                : new Wording(label(), random.nextBoolean() ? "" : "pt-BR", many(3, this::word));
    }

    private Word word() {
        Instant start = instant();
        return new Word(label(), start, start.plusNanos(random.nextLong(2_000_000_000L)), random.nextDouble());
    }

    private float[] vector() {
        float[] vector = new float[1 + random.nextInt(8)];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = random.nextFloat(-1, 1);
        }
        return vector;
    }

    private Box box() {
        double left = edge();
        double top = edge();
        return Box.clipped(left, top, Math.max(left, edge()), Math.max(top, edge()));
    }

    private double edge() {
        return switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> 1;
            default -> random.nextDouble();
        };
    }

    private Instant instant() {
        return Instant.ofEpochSecond(random.nextLong(1_600_000_000L, 1_900_000_000L), random.nextLong(1_000_000_000L));
    }

    private String label() {
        return LABELS.get(random.nextInt(LABELS.size()));
    }

    private String digest() {
        return "%016x".formatted(random.nextLong()).repeat(4);
    }

    private <T> List<T> many(int atMost, java.util.function.Supplier<T> one) {
        List<T> list = new ArrayList<>();
        for (int i = random.nextInt(atMost + 1); i > 0; i--) {
            list.add(one.get());
        }
        return list;
    }
}
