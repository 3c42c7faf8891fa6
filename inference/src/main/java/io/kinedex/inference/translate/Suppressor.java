package io.kinedex.inference.translate;

import io.kinedex.inference.catalogue.Selection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps one of several boxes around one thing, class by class (non-maximum suppression). The outcome depends on the
 * candidates alone, not on their order, where no two are equally confident. All threads.
 */
final class Suppressor {
    /** Beyond these, the least confident are dropped at once: suppression takes quadratic time. */
    private static final int CANDIDATES_MAX = 3_000;

    private static final double SOFT_SIGMA = 0.5;
    private static final Comparator<Candidate> BEST_FIRST =
            Comparator.comparingDouble(Candidate::confidence).reversed();

    private final Selection selection;

    Suppressor(Selection selection) {
        this.selection = selection;
    }

    /** The kept candidates, the most confident first. */
    List<Candidate> suppress(List<Candidate> candidates) {
        List<Candidate> sorted = candidates.stream()
                .filter(Candidate::finite)
                .sorted(BEST_FIRST)
                .limit(CANDIDATES_MAX)
                .toList();
        Map<Integer, List<Candidate>> byClass = new HashMap<>();
        sorted.forEach(candidate -> byClass.computeIfAbsent(candidate.classIndex(), _ -> new ArrayList<>())
                .add(candidate));
        return byClass.values().stream()
                .flatMap(ofOne -> suppressed(ofOne).stream())
                .sorted(BEST_FIRST)
                .limit(selection.countMax())
                .toList();
    }

    private List<Candidate> suppressed(List<Candidate> sorted) {
        return switch (selection.suppression()) {
            case NONE -> sorted;
            case HARD -> hard(sorted);
            case SOFT -> soft(sorted);
            case WEIGHTED -> weighted(sorted);
        };
    }

    private List<Candidate> hard(List<Candidate> sorted) {
        List<Candidate> kept = new ArrayList<>();
        for (Candidate candidate : sorted) {
            if (kept.stream().noneMatch(better -> better.iou(candidate) > selection.iouMax())) {
                kept.add(candidate);
            }
        }
        return kept;
    }

    private List<Candidate> soft(List<Candidate> sorted) {
        List<Candidate> left = new ArrayList<>(sorted);
        List<Candidate> kept = new ArrayList<>();
        while (!left.isEmpty()) {
            Candidate best = left.stream().min(BEST_FIRST).orElseThrow();
            left.remove(best);
            kept.add(best);
            left.replaceAll(other -> {
                double iou = best.iou(other);
                return other.withConfidence(other.confidence() * Math.exp(-iou * iou / SOFT_SIGMA));
            });
            left.removeIf(other -> other.confidence() < selection.confidenceMin());
        }
        return kept;
    }

    private List<Candidate> weighted(List<Candidate> sorted) {
        List<Candidate> left = new ArrayList<>(sorted);
        List<Candidate> kept = new ArrayList<>();
        while (!left.isEmpty()) {
            Candidate best = left.getFirst();
            List<Candidate> same = left.stream()
                    .filter(other -> other == best || best.iou(other) > selection.iouMax())
                    .toList();
            left.removeAll(same);
            kept.add(mean(best, same));
        }
        return kept;
    }

    private static Candidate mean(Candidate best, List<Candidate> same) {
        double[] box = new double[4];
        double[] points = new double[best.keypoints().length];
        double sum = same.stream().mapToDouble(Candidate::confidence).sum();
        for (Candidate each : same) {
            double weight = each.confidence() / sum;
            box[0] += weight * each.left();
            box[1] += weight * each.top();
            box[2] += weight * each.right();
            box[3] += weight * each.bottom();
            for (int i = 0; i < points.length; i++) {
                points[i] += weight * each.keypoints()[i];
            }
        }
        return new Candidate(box[0], box[1], box[2], box[3], best.confidence(), best.classIndex(), points);
    }
}
