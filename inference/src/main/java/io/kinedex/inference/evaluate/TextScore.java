package io.kinedex.inference.evaluate;

import io.kinedex.inference.evaluate.TrueBox.Counts;
import io.kinedex.inference.track.Assignment;
import io.kinedex.metadata.record.Detection;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * How well text is found and read: boxes are paired one to one where they overlap by one half or more, as in ICDAR's
 * end-to-end task (Karatzas et al. 2015), and the texts of pairs are compared. A labelled box's label is its text. One thread
 * at a time.
 */
public final class TextScore {
    private static final double OVERLAP = 0.5;

    private final UnaryOperator<String> form;
    private int truths;
    private int found;
    private int pairs;
    private int right;
    private WordScore matched = WordScore.NONE;
    private WordScore missed = WordScore.NONE;

    /** @param form of texts in which they are compared */
    public TextScore(UnaryOperator<String> form) {
        this.form = form;
    }

    /**
     * @param found   without those on boxes that do not count
     * @param right   pairs whose texts are the same
     * @param matched characters of the pairs
     * @param all     as {@code matched}, with what was not found as missing
     */
    public record Result(int truths, int found, int pairs, int right, WordScore matched, WordScore all) {
        public double recall() {
            return truths == 0 ? 0 : (double) pairs / truths;
        }

        public double precision() {
            return found == 0 ? 1 : (double) pairs / found;
        }

        /** How many of the labelled texts were found and read without an error. */
        public double readRight() {
            return truths == 0 ? 0 : (double) right / truths;
        }
    }

    /** Adds a picture. */
    public void add(List<TrueBox> labelled, List<Detection> texts) {
        double[][] cost = new double[labelled.size()][texts.size()];
        for (int t = 0; t < cost.length; t++) {
            for (int f = 0; f < texts.size(); f++) {
                double overlap = labelled.get(t).box().iou(texts.get(f).box());
                cost[t][f] = overlap >= OVERLAP ? 1 - overlap : Assignment.FORBIDDEN;
            }
        }
        int[] chosen = Assignment.solve(cost);
        found += texts.size();
        for (int t = 0; t < chosen.length; t++) {
            boolean counts = labelled.get(t).counts() == Counts.FULLY;
            if (!counts) {
                found -= chosen[t] < 0 ? 0 : 1;
                continue;
            }
            truths++;
            String truth = form.apply(labelled.get(t).label());
            if (chosen[t] < 0) {
                missed = missed.plus(WordScore.characters(truth, ""));
                continue;
            }
            WordScore read =
                    WordScore.characters(truth, form.apply(texts.get(chosen[t]).text()));
            pairs++;
            right += read.errors() == 0 ? 1 : 0;
            matched = matched.plus(read);
        }
    }

    public Result result() {
        return new Result(truths, found, pairs, right, matched, matched.plus(missed));
    }
}
