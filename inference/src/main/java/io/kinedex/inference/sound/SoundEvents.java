package io.kinedex.inference.sound;

import io.kinedex.frames.Sound;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Gives what a model of sound hears of one stream, as intervals. Stretches follow each other by the model's hop, over the borders
 * of fragments; each speaks for its middle hop, the first and the last of what is heard on end for its beginning and its end too. An
 * event begins where its class is at least as likely as asked, goes on while it is {@value #STAYING} of that, and is told every
 * minute where it lasts longer. Classes of one name are one, as likely as the likeliest. For one thread.
 */
public final class SoundEvents implements FragmentListener<SoundEvent> {
    private static final double STAYING = 0.7;
    private static final Duration EVENT_MAX = Duration.ofMinutes(1);

    private final Source source;
    private final KeptLine kept;
    private final SoundLine line;
    private final Map<String, Open> open;
    /** Where what is heard on end began. */
    private long begun;
    /** Where the next stretch begins. */
    private long next;
    /** Up to where stretches have spoken. */
    private long told;

    /** Scores a stretch of sound: a score, 0..1, for each class. */
    public interface Scoring {
        double[] score(float[] window) throws InterruptedException;
    }

    /** An event that goes on; instants as ISO 8601 has them. */
    private record Open(String since, String until, double confidence) {
        SoundEvent event(String label) {
            return new SoundEvent(label, Instant.parse(since), Instant.parse(until), confidence);
        }
    }

    /** What stands in a checkpoint. */
    private record State(KeptLine.State line, long begun, long next, long told, Map<String, Open> open) {}

    /**
     * Listeners through a model.
     *
     * @param names         of its classes; empty ones are not told
     * @param window        samples of a stretch
     * @param hop           samples from one stretch to the next, at most {@code window}
     * @param confidenceMin from which a class is believed
     */
    public record Source(List<String> names, int window, int hop, double confidenceMin, Scoring scoring)
            implements FragmentListener.Source<SoundEvent> {
        @Override
        public SoundEvents begin() {
            return new SoundEvents(this, new KeptLine(), 0, 0, 0, Map.of());
        }

        @Override
        public SoundEvents restore(String state, List<FragmentSound> again) {
            State read = KeptLine.read(state, State.class);
            KeptLine kept = KeptLine.restore(read.line(), again);
            long end = kept.line().end();
            if (end < read.told()
                    || end - read.next() >= window
                    || kept.line().base() > Math.max(read.begun(), end - window)) {
                throw new InferenceException(Code.BAD_STATE, "the sound is not what the state was made from");
            }
            return new SoundEvents(this, kept, read.begun(), read.next(), read.told(), read.open());
        }
    }

    private SoundEvents(Source source, KeptLine kept, long begun, long next, long told, Map<String, Open> open) {
        this.source = source;
        this.kept = kept;
        this.line = kept.line();
        this.begun = begun;
        this.next = next;
        this.told = told;
        this.open = new TreeMap<>(open);
    }

    @Override
    public List<SoundEvent> listen(String fragment, List<Sound> pieces) throws InterruptedException {
        kept.begin(fragment);
        List<SoundEvent> ended = new ArrayList<>();
        for (Sound piece : pieces) {
            if (!line.reaches(piece)) {
                ended.addAll(end());
            }
            line.append(piece);
        }
        ended.addAll(hear());
        kept.forget(Math.max(begun, line.end() - source.window()));
        return sorted(ended);
    }

    /** Scores the stretches that are whole. */
    private List<SoundEvent> hear() throws InterruptedException {
        List<SoundEvent> ended = new ArrayList<>();
        for (; line.end() - next >= source.window(); next += source.hop()) {
            double[] scores = source.scoring().score(line.copy(next, next + source.window()));
            ended.addAll(take(scores, next + (source.window() + source.hop()) / 2));
        }
        return ended;
    }

    @Override
    public List<SoundEvent> end() throws InterruptedException {
        List<SoundEvent> ended = new ArrayList<>(hear());
        if (told < line.end()) {
            long from = Math.max(begun, line.end() - source.window());
            float[] last = new float[source.window()]; // silence after what is shorter than a stretch
            System.arraycopy(line.copy(from, line.end()), 0, last, 0, (int) (line.end() - from));
            ended.addAll(take(source.scoring().score(last), line.end()));
        }
        open.forEach((label, event) -> ended.add(event.event(label)));
        open.clear();
        begun = line.end();
        next = begun;
        told = begun;
        line.turn();
        return sorted(ended);
    }

    /** Takes the scores of a stretch that speaks from where the one before ended to a position. */
    private List<SoundEvent> take(double[] scores, long to) {
        Instant start = line.timeAt(told);
        Instant end = line.timeAt(to);
        told = to;
        Map<String, Double> likely = new HashMap<>();
        for (int i = 0; i < scores.length; i++) {
            if (!source.names().get(i).isEmpty()) {
                likely.merge(source.names().get(i), scores[i], Math::max);
            }
        }
        List<SoundEvent> ended = new ArrayList<>();
        likely.forEach((label, score) -> take(label, score, start, end).ifPresent(ended::add));
        return ended;
    }

    private Optional<SoundEvent> take(String label, double score, Instant start, Instant end) {
        Open before = open.remove(label);
        boolean goesOn = before != null
                && score >= STAYING * source.confidenceMin()
                && Duration.between(Instant.parse(before.since()), end).compareTo(EVENT_MAX) <= 0;
        if (before != null && goesOn) {
            open.put(label, new Open(before.since(), end.toString(), Math.max(before.confidence(), score)));
            return Optional.empty();
        }
        double asked = source.confidenceMin() * (before == null ? 1 : STAYING);
        if (score >= asked) {
            open.put(label, new Open(start.toString(), end.toString(), score));
        }
        return Optional.ofNullable(before).map(event -> event.event(label));
    }

    private static List<SoundEvent> sorted(List<SoundEvent> events) {
        return events.stream()
                .sorted(Comparator.comparing(SoundEvent::start).thenComparing(SoundEvent::label))
                .toList();
    }

    @Override
    public String state() {
        return kept.isEmpty() ? "" : KeptLine.write(new State(kept.state(), begun, next, told, open));
    }
}
