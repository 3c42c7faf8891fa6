package io.kinedex.inference.evaluate;

import io.kinedex.inference.evaluate.TrueBox.Counts;
import io.kinedex.inference.track.Assignment;
import io.kinedex.metadata.record.Box;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * How well tracks follow things, frame by frame at an overlap of one half: MOTA, MOTP and identity switches (CLEAR MOT,
 * Bernardin and Stiefelhagen 2008), IDF1 (Ristani et al. 2016). One sequence has one score. One thread at a time.
 */
public final class TrackScore {
    private static final double OVERLAP = 0.5;

    private final Map<String, String> lastTrack = new HashMap<>();
    private final Map<String, Map<String, Integer>> together = new HashMap<>();
    private final TreeSet<String> things = new TreeSet<>();
    private int frames;
    private int truths;
    private int found;
    private int matches;
    private int switches;
    private double overlapSum;
    private Map<String, String> current = Map.of();

    /**
     * A sequence's figures, or several sequences' together.
     *
     * @param truths     boxes that had to be followed, over all frames
     * @param found      boxes of tracks, without those on things that do not count
     * @param matches    pairs of the two
     * @param overlapSum of the pairs
     * @param switches   how often a thing's track was not the one that it had last
     * @param identified boxes of the pairs, where each thing has one track only, and each track one thing
     */
    public record Result(
            int frames,
            int things,
            int truths,
            int found,
            int matches,
            double overlapSum,
            int switches,
            long identified) {
        public static final Result NONE = new Result(0, 0, 0, 0, 0, 0, 0, 0);

        public Result plus(Result other) {
            return new Result(
                    frames + other.frames,
                    things + other.things,
                    truths + other.truths,
                    found + other.found,
                    matches + other.matches,
                    overlapSum + other.overlapSum,
                    switches + other.switches,
                    identified + other.identified);
        }

        public int misses() {
            return truths - matches;
        }

        public int falsePositives() {
            return found - matches;
        }

        /** 1 - (misses + false positives + switches) / truths; may be negative. */
        public double mota() {
            return truths == 0 ? 0 : 1 - (double) (misses() + falsePositives() + switches) / truths;
        }

        /** The mean overlap of the pairs. */
        public double motp() {
            return matches == 0 ? 0 : overlapSum / matches;
        }

        public double idf1() {
            return truths + found == 0 ? 0 : 2.0 * identified / (truths + found);
        }

        public double recall() {
            return truths == 0 ? 0 : (double) matches / truths;
        }

        public double precision() {
            return found == 0 ? 1 : (double) matches / found;
        }
    }

    /**
     * Adds the next frame.
     *
     * @param labelled by the thing's id; those that do not count excuse what is found on them
     * @param tracks   by the track's id
     */
    public void add(Map<String, TrueBox> labelled, Map<String, Box> tracks) {
        Map<String, Box> truth = new HashMap<>();
        labelled.forEach((id, box) -> {
            if (box.counts() == Counts.FULLY) {
                truth.put(id, box.box());
            }
        });
        Map<String, Box> counted = withoutExcused(labelled, tracks);
        frames++;
        truths += truth.size();
        found += counted.size();
        things.addAll(truth.keySet());
        countTogether(truth, counted);
        match(truth, counted);
    }

    /** As the MOT benchmarks do: all labelled boxes are matched first, and tracks that fall to one that does not count go. */
    private static Map<String, Box> withoutExcused(Map<String, TrueBox> labelled, Map<String, Box> tracks) {
        Map<String, Box> left = new HashMap<>(tracks);
        if (labelled.values().stream().allMatch(box -> box.counts() == Counts.FULLY)) {
            return left;
        }
        Map<String, Box> boxes = new HashMap<>();
        labelled.forEach((id, box) -> boxes.put(id, box.box()));
        assign(boxes, tracks).forEach((thing, track) -> {
            TrueBox box = labelled.get(thing);
            if (box != null && box.counts() != Counts.FULLY) {
                left.remove(track);
            }
        });
        return left;
    }

    private void countTogether(Map<String, Box> truth, Map<String, Box> tracks) {
        truth.forEach((thing, box) -> tracks.forEach((track, seen) -> {
            if (box.iou(seen) >= OVERLAP) {
                together.computeIfAbsent(thing, _ -> new HashMap<>()).merge(track, 1, Integer::sum);
            }
        }));
    }

    /** Pairs of the frame before hold as long as they overlap; the rest is assigned at the least cost. */
    private void match(Map<String, Box> truth, Map<String, Box> tracks) {
        Map<String, String> pairs = new HashMap<>();
        Map<String, Box> freeTruth = new HashMap<>(truth);
        Map<String, Box> freeTracks = new HashMap<>(tracks);
        current.forEach((thing, track) -> {
            Box box = truth.get(thing);
            Box seen = tracks.get(track);
            if (box != null && seen != null && box.iou(seen) >= OVERLAP) {
                pairs.put(thing, track);
                freeTruth.remove(thing);
                freeTracks.remove(track);
            }
        });
        pairs.putAll(assign(freeTruth, freeTracks));
        pairs.forEach((thing, track) -> {
            String last = lastTrack.put(thing, track);
            switches += last != null && !last.equals(track) ? 1 : 0;
            Box box = truth.get(thing);
            Box seen = tracks.get(track);
            overlapSum += box == null || seen == null ? 0 : box.iou(seen);
        });
        matches += pairs.size();
        current = pairs;
    }

    private static Map<String, String> assign(Map<String, Box> truth, Map<String, Box> tracks) {
        List<String> rows = truth.keySet().stream().sorted().toList();
        List<String> columns = tracks.keySet().stream().sorted().toList();
        List<Box> boxes = new ArrayList<>();
        columns.forEach(column -> boxes.add(tracks.get(column)));
        double[][] cost = new double[rows.size()][columns.size()];
        for (int r = 0; r < cost.length; r++) {
            Box box = truth.get(rows.get(r));
            for (int c = 0; c < columns.size(); c++) {
                double overlap = box == null ? 0 : box.iou(boxes.get(c));
                cost[r][c] = overlap >= OVERLAP ? 1 - overlap : Assignment.FORBIDDEN;
            }
        }
        Map<String, String> pairs = new HashMap<>();
        int[] chosen = Assignment.solve(cost);
        for (int r = 0; r < chosen.length; r++) {
            if (chosen[r] >= 0) {
                pairs.put(rows.get(r), columns.get(chosen[r]));
            }
        }
        return pairs;
    }

    public Result result() {
        return new Result(frames, things.size(), truths, found, matches, overlapSum, switches, identified());
    }

    /** The most boxes that pairs can have, where each thing gets one track and each track one thing. */
    private long identified() {
        List<Map<String, Integer>> counts = List.copyOf(together.values());
        List<String> tracks = counts.stream()
                .flatMap(each -> each.keySet().stream())
                .distinct()
                .sorted()
                .toList();
        double[][] cost = new double[counts.size()][tracks.size()];
        for (int t = 0; t < cost.length; t++) {
            for (int i = 0; i < tracks.size(); i++) {
                cost[t][i] = -(double) counts.get(t).getOrDefault(tracks.get(i), 0) / Math.max(1, frames);
            }
        }
        int[] chosen = Assignment.solve(cost);
        long sum = 0;
        for (int t = 0; t < chosen.length; t++) {
            sum += chosen[t] < 0 ? 0 : counts.get(t).getOrDefault(tracks.get(chosen[t]), 0);
        }
        return sum;
    }
}
