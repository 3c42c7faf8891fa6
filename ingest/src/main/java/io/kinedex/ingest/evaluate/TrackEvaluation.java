package io.kinedex.ingest.evaluate;

import io.kinedex.frames.Frame;
import io.kinedex.frames.SamplingPolicy;
import io.kinedex.inference.evaluate.LabelMatching;
import io.kinedex.inference.evaluate.TrackScore;
import io.kinedex.inference.evaluate.TrueBox;
import io.kinedex.inference.track.Finding;
import io.kinedex.inference.track.Tracker;
import io.kinedex.ingest.evaluate.Evaluator.Chosen;
import io.kinedex.ingest.evaluate.LabelledData.PixelBox;
import io.kinedex.ingest.evaluate.LabelledData.Sequence;
import io.kinedex.ingest.evaluate.LabelledData.Unread;
import io.kinedex.ingest.evaluate.Report.Figure;
import io.kinedex.ingest.evaluate.Report.Row;
import io.kinedex.ingest.pipeline.EngineTrial;
import io.kinedex.metadata.record.AnalysedFrame;
import io.kinedex.metadata.record.Box;
import io.kinedex.metadata.record.TrackedDetection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/**
 * Scores an engine and its tracker on sequences of tracked things. What counts as a track's box in a frame is what the record
 * has: a detection with its sighting's id. For one thread, once.
 */
final class TrackEvaluation {
    private final Supplier<EngineTrial> engines;
    private final Chosen chosen;
    private final LabelMatching matching;
    private final Evaluator.Options options;
    private final Set<String> labelled = new HashSet<>();
    private final List<Unread> unread = new ArrayList<>();
    private final List<String> sparse = new ArrayList<>();
    private int framesDone;

    /** @param engines a new one for each sequence */
    TrackEvaluation(Supplier<EngineTrial> engines, Chosen chosen, List<String> labels, Evaluator.Options options) {
        this.engines = engines;
        this.chosen = chosen;
        this.matching = new LabelMatching(labels);
        this.options = options;
    }

    private record Pending(int number, Instant time, int width, int height, CompletableFuture<List<Finding>> found) {}

    Report run(LabelledData.Tracks data, EvaluationListener listener) throws InterruptedException {
        data.names().forEach(name -> matching.label(name).ifPresent(labelled::add));
        unread.addAll(data.unread());
        List<Row> rows = new ArrayList<>();
        TrackScore.Result all = TrackScore.Result.NONE;
        String digest = "";
        for (Sequence sequence : data.sequences()) {
            EngineTrial engine = engines.get();
            digest = engine.digest();
            TrackScore.Result result = sequence(engine, sequence, listener);
            rows.add(row(sequence.name(), result));
            all = all.plus(result);
        }
        if (rows.size() != 1) {
            rows.add(row("all", all));
        }
        return new Report(chosen.engine(), chosen.model(), digest, rows, notes(data), unread);
    }

    private TrackScore.Result sequence(EngineTrial engine, Sequence sequence, EvaluationListener listener)
            throws InterruptedException {
        SequenceFrames frames = new SequenceFrames(options.sampling(), options.longSideMax());
        Following following = new Following(engine, sequence, listener);
        frames.each(sequence, following);
        unread.addAll(frames.unread());
        return following.result();
    }

    /** One sequence. */
    private final class Following implements SequenceFrames.Sink {
        private final EngineTrial engine;
        private final Sequence sequence;
        private final EvaluationListener listener;
        private final Tracker tracker;
        private final boolean labelledOnly;
        private final List<Pending> pending = new ArrayList<>();
        private final Map<String, TrackScore> scores = new TreeMap<>();
        private int fragment = 1;

        Following(EngineTrial engine, Sequence sequence, EvaluationListener listener) {
            this.engine = engine;
            this.sequence = sequence;
            this.listener = listener;
            this.tracker = engine.tracker("evaluation");
            int last = sequence.frames().keySet().stream()
                    .mapToInt(number -> number)
                    .max()
                    .orElse(0);
            this.labelledOnly = sequence.frames().size() < last / 2;
            if (labelledOnly) {
                sparse.add(sequence.name());
            }
        }

        @Override
        public void frame(int number, Frame frame) throws InterruptedException {
            listener.done(framesDone++, 0);
            CompletableFuture<List<Finding>> found = engine.look(frame);
            pending.add(new Pending(number, frame.time(), frame.displayWidth(), frame.displayHeight(), found));
            found.whenComplete((all, failure) -> frame.close());
        }

        @Override
        public void fragmentEnds(Instant end, Duration interval) throws InterruptedException {
            for (Pending look : pending) {
                AnalysedFrame frame = tracker.track(String.valueOf(fragment), look.time(), interval, found(look));
                if (!labelledOnly || sequence.frames().containsKey(look.number())) {
                    score(look, frame);
                }
            }
            pending.clear();
            tracker.endFragment(end);
            fragment++;
        }

        private List<Finding> found(Pending look) throws InterruptedException {
            try {
                return look.found().get();
            } catch (ExecutionException e) {
                unread.add(new Unread(
                        "%s, frame %d".formatted(sequence.name(), look.number()), String.valueOf(e.getMessage())));
                return List.of();
            }
        }

        private void score(Pending look, AnalysedFrame frame) {
            double width = sequence.width() > 0 ? sequence.width() : look.width();
            double height = sequence.height() > 0 ? sequence.height() : look.height();
            Map<String, Map<String, TrueBox>> truths = new HashMap<>();
            Map<String, PixelBox> things = sequence.frames().getOrDefault(look.number(), Map.of());
            things.forEach((id, box) -> matching.label(box.label())
                    .ifPresent(label ->
                            truths.computeIfAbsent(label, _ -> new HashMap<>()).put(id, box.of(width, height))));
            Map<String, Map<String, Box>> tracks = new HashMap<>();
            for (TrackedDetection seen : frame.detections()) {
                String label = seen.detection().label();
                if (!seen.sightingId().isEmpty() && labelled.contains(label)) {
                    tracks.computeIfAbsent(label, _ -> new HashMap<>())
                            .put(seen.sightingId(), seen.detection().box());
                }
            }
            for (String label : labelled) {
                scores.computeIfAbsent(label, _ -> new TrackScore())
                        .add(truths.getOrDefault(label, Map.of()), tracks.getOrDefault(label, Map.of()));
            }
        }

        TrackScore.Result result() {
            return scores.values().stream()
                    .map(TrackScore::result)
                    .reduce(TrackScore.Result.NONE, TrackScore.Result::plus);
        }
    }

    private static Row row(String what, TrackScore.Result result) {
        return new Row(
                what,
                List.of(
                        Figure.count("things", result.things()),
                        Figure.count("labelled", result.truths()),
                        Figure.count("found", result.found()),
                        Figure.share("mota", result.mota()),
                        Figure.share("idf1", result.idf1()),
                        Figure.share("motp", result.motp()),
                        Figure.share("recall", result.recall()),
                        Figure.share("precision", result.precision()),
                        Figure.count("switches", result.switches())));
    }

    private List<String> notes(LabelledData.Tracks data) {
        List<String> notes = new ArrayList<>();
        notes.add("%d frames were looked at, sampled %s; an overlap of 0.5 is a match."
                .formatted(framesDone, options.sampling()));
        Set<String> unknown = matching.unknown(data.names());
        if (!unknown.isEmpty()) {
            notes.add("%s cannot know: %s. They are not counted as missed."
                    .formatted(chosen.model(), String.join(", ", unknown)));
        }
        if (!sparse.isEmpty()) {
            notes.add("Fewer than half of the frames are labelled in %s; the others do not count there."
                    .formatted(String.join(", ", sparse)));
        }
        if (options.sampling() instanceof SamplingPolicy.KeyFrames) {
            notes.add("Pictures are all key frames.");
        }
        return notes;
    }
}
