package io.kinedex.inference.evaluate;

import io.kinedex.metadata.record.Detection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How well boxes are found, as COCO scores it (Lin et al. 2014 and its reference evaluation): in each picture the 100 most
 * confident boxes of a class, in the order of confidence, each take the true box that they overlap most and that is still
 * free; precision, made to fall only, is read at 101 steps of recall and averaged. One thread at a time.
 */
public final class BoxScore {
    private static final int FOUND_MAX = 100;
    private static final int RECALL_STEPS = 101;
    private static final double LOOSE = 0.5;
    private static final List<Double> OVERLAPS =
            IntStream.range(0, 10).mapToObj(step -> 0.5 + 0.05 * step).toList();

    /** In one picture, of one class; the truths that count come first, the found ones by confidence. */
    private record Picture(List<TrueBox> truths, List<Detection> found) {}

    /** A found box that counts, at some overlap. */
    private record Verdict(double confidence, boolean right) {}

    private final double confidenceMin;
    private final Map<String, List<Picture>> pictures = new TreeMap<>();

    /** @param confidenceMin from which {@link Result#recall} and {@link Result#precision} count what was found */
    public BoxScore(double confidenceMin) {
        this.confidenceMin = confidenceMin;
    }

    /**
     * Of one class.
     *
     * @param truths    boxes that had to be found
     * @param found     boxes that were found, of any confidence, without those that do not count
     * @param ap50      average precision where an overlap of 0.5 is right, 0..1
     * @param ap        the mean of it at overlaps of 0.50, 0.55, ... 0.95
     * @param recallMax how many of the truths were found at all, at 0.5
     * @param recall    as {@code recallMax}, of what was found with the confidence that counts
     * @param precision how much of that was right; 1 where nothing was found
     */
    public record Result(
            int truths, int found, double ap50, double ap, double recallMax, double recall, double precision) {}

    /** Adds a picture. Labels are compared as they stand. */
    public void add(List<TrueBox> truths, List<Detection> found) {
        Map<String, List<TrueBox>> truthsOf = truths.stream().collect(Collectors.groupingBy(TrueBox::label));
        Map<String, List<Detection>> foundOf = found.stream().collect(Collectors.groupingBy(Detection::label));
        foundOf.keySet().forEach(label -> truthsOf.putIfAbsent(label, List.of()));
        truthsOf.forEach((label, boxes) -> pictures.computeIfAbsent(label, _ -> new ArrayList<>())
                .add(new Picture(
                        boxes.stream()
                                .sorted(Comparator.comparing(TrueBox::counts))
                                .toList(),
                        foundOf.getOrDefault(label, List.of()).stream()
                                .sorted(Comparator.comparingDouble(Detection::confidence)
                                        .reversed())
                                .limit(FOUND_MAX)
                                .toList())));
    }

    /** By class, of those that had anything to find. */
    public Map<String, Result> results() {
        Map<String, Result> results = new TreeMap<>();
        pictures.forEach((label, ofLabel) -> {
            int truths = ofLabel.stream()
                    .mapToInt(picture -> (int) picture.truths().stream()
                            .filter(truth -> truth.counts() == TrueBox.Counts.FULLY)
                            .count())
                    .sum();
            if (truths > 0) {
                results.put(label, result(ofLabel, truths));
            }
        });
        return results;
    }

    /** The mean over the classes that had anything to find; counts are sums. */
    public Result mean() {
        List<Result> all = List.copyOf(results().values());
        if (all.isEmpty()) {
            return new Result(0, 0, 0, 0, 0, 0, 0);
        }
        return new Result(
                all.stream().mapToInt(Result::truths).sum(),
                all.stream().mapToInt(Result::found).sum(),
                all.stream().collect(Collectors.averagingDouble(Result::ap50)),
                all.stream().collect(Collectors.averagingDouble(Result::ap)),
                all.stream().collect(Collectors.averagingDouble(Result::recallMax)),
                all.stream().collect(Collectors.averagingDouble(Result::recall)),
                all.stream().collect(Collectors.averagingDouble(Result::precision)));
    }

    private Result result(List<Picture> ofLabel, int truths) {
        List<Verdict> loose = verdicts(ofLabel, LOOSE);
        List<Verdict> sure = loose.stream()
                .filter(verdict -> verdict.confidence() >= confidenceMin)
                .toList();
        double mean = OVERLAPS.stream()
                .mapToDouble(overlap -> averagePrecision(verdicts(ofLabel, overlap), truths))
                .average()
                .orElseThrow();
        return new Result(
                truths,
                loose.size(),
                averagePrecision(loose, truths),
                mean,
                (double) right(loose) / truths,
                (double) right(sure) / truths,
                sure.isEmpty() ? 1 : (double) right(sure) / sure.size());
    }

    private static long right(List<Verdict> verdicts) {
        return verdicts.stream().filter(Verdict::right).count();
    }

    /** Over all pictures, the most confident first. */
    private static List<Verdict> verdicts(List<Picture> ofLabel, double overlapMin) {
        List<Verdict> all = new ArrayList<>();
        ofLabel.forEach(picture -> judge(picture, overlapMin, all));
        all.sort(Comparator.comparingDouble(Verdict::confidence).reversed());
        return all;
    }

    private static void judge(Picture picture, double overlapMin, List<Verdict> verdicts) {
        boolean[] taken = new boolean[picture.truths().size()];
        for (Detection found : picture.found()) {
            int match = match(picture.truths(), taken, found, overlapMin);
            if (match < 0) {
                verdicts.add(new Verdict(found.confidence(), false));
            } else if (picture.truths().get(match).counts() == TrueBox.Counts.FULLY) {
                taken[match] = true;
                verdicts.add(new Verdict(found.confidence(), true));
            }
        }
    }

    /** A truth that counts is preferred to any that does not, however much more that overlaps. */
    private static int match(List<TrueBox> truths, boolean[] taken, Detection found, double overlapMin) {
        int best = -1;
        double most = overlapMin;
        for (int t = 0; t < truths.size(); t++) {
            boolean counts = truths.get(t).counts() == TrueBox.Counts.FULLY;
            if (!counts && best >= 0 && truths.get(best).counts() == TrueBox.Counts.FULLY) {
                break;
            }
            double overlap = taken[t] ? 0 : truths.get(t).overlap(found.box());
            if (overlap >= most) {
                best = t;
                most = overlap;
            }
        }
        return best;
    }

    private static double averagePrecision(List<Verdict> verdicts, int truths) {
        double[] precision = new double[verdicts.size()];
        double[] recall = new double[verdicts.size()];
        int right = 0;
        for (int i = 0; i < precision.length; i++) {
            right += verdicts.get(i).right() ? 1 : 0;
            precision[i] = (double) right / (i + 1);
            recall[i] = (double) right / truths;
        }
        for (int i = precision.length - 2; i >= 0; i--) {
            precision[i] = Math.max(precision[i], precision[i + 1]);
        }
        double sum = 0;
        int at = 0;
        for (int step = 0; step < RECALL_STEPS; step++) {
            while (at < recall.length && recall[at] < step / (RECALL_STEPS - 1.0)) {
                at++;
            }
            sum += at < recall.length ? precision[at] : 0;
        }
        return sum / RECALL_STEPS;
    }
}
