package io.kinedex.inference.track;

import io.kinedex.metadata.record.AnalysedFrame;
import io.kinedex.metadata.record.Box;
import io.kinedex.metadata.record.TrackedDetection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How well sightings follow the truth: MOTA and identity switches (Bernardin and Stiefelhagen 2008), IDF1 (Ristani et al.
 * 2016), at an overlap of one half.
 */
final class Score {
    private static final double OVERLAP = 0.5;

    private final Map<Integer, String> current = new HashMap<>();
    private final Map<Integer, Map<String, Integer>> together = new HashMap<>();
    private int truths;
    private int hypotheses;
    private int matches;
    private int switches;

    void add(Map<Integer, Box> truth, AnalysedFrame frame) {
        List<Integer> things = List.copyOf(truth.keySet());
        List<Box> boxes = List.copyOf(truth.values());
        List<TrackedDetection> seen = new ArrayList<>(frame.detections());
        seen.removeIf(detection -> detection.sightingId().isEmpty());
        truths += things.size();
        hypotheses += seen.size();
        double[][] cost = new double[things.size()][seen.size()];
        for (int t = 0; t < things.size(); t++) {
            for (int s = 0; s < seen.size(); s++) {
                double iou = boxes.get(t).iou(seen.get(s).detection().box());
                boolean same = seen.get(s).sightingId().equals(current.get(things.get(t)));
                cost[t][s] = iou >= OVERLAP ? 1 - iou - (same ? 1 : 0) : Assignment.FORBIDDEN;
                if (iou >= OVERLAP) {
                    together.computeIfAbsent(things.get(t), thing -> new HashMap<>())
                            .merge(seen.get(s).sightingId(), 1, Integer::sum);
                }
            }
        }
        int[] chosen = Assignment.solve(cost);
        for (int t = 0; t < chosen.length; t++) {
            if (chosen[t] >= 0) {
                matches++;
                String id = seen.get(chosen[t]).sightingId();
                String before = current.put(things.get(t), id);
                switches += before != null && !before.equals(id) ? 1 : 0;
            }
        }
    }

    int switches() {
        return switches;
    }

    double mota() {
        return 1 - (double) (truths - matches + hypotheses - matches + switches) / truths;
    }

    double idf1() {
        List<Map<String, Integer>> things = List.copyOf(together.values());
        List<String> ids = things.stream()
                .flatMap(counts -> counts.keySet().stream())
                .distinct()
                .toList();
        double[][] cost = new double[things.size()][ids.size()];
        for (int t = 0; t < things.size(); t++) {
            for (int i = 0; i < ids.size(); i++) {
                cost[t][i] = -things.get(t).getOrDefault(ids.get(i), 0);
            }
        }
        int[] chosen = Assignment.solve(cost);
        double truePositives = 0;
        for (int t = 0; t < chosen.length; t++) {
            truePositives -= chosen[t] < 0 ? 0 : cost[t][chosen[t]];
        }
        return 2 * truePositives / (truths + hypotheses);
    }

    @Override
    public String toString() {
        return "MOTA %.3f IDF1 %.3f switches %d of %d".formatted(mota(), idf1(), switches, truths);
    }
}
