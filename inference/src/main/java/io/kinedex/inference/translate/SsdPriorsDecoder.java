package io.kinedex.inference.translate;

import io.kinedex.inference.catalogue.InputSpec;
import io.kinedex.inference.catalogue.OutputSpec;
import java.util.ArrayList;
import java.util.List;

/** Reads boxes that are offsets from the priors of a grid, as SSD and its kin were trained. */
final class SsdPriorsDecoder implements Decoder {
    private record Prior(double x, double y, double size) {}

    private final OutputSpec.SsdPriors spec;
    private final ClassScores classes;
    private final int labels;
    private final double confidenceMin;
    private final List<Prior> priors = new ArrayList<>();

    SsdPriorsDecoder(OutputSpec.SsdPriors spec, InputSpec input, int labels, double confidenceMin) {
        this.spec = spec;
        this.labels = labels;
        this.classes = new ClassScores(spec.activation(), spec.background());
        this.confidenceMin = confidenceMin;
        for (int grid = 0; grid < spec.strides().size(); grid++) {
            addPriors(spec.strides().get(grid), spec.sizes().get(grid), input);
        }
    }

    private void addPriors(int stride, List<Double> sizes, InputSpec input) {
        int rows = Math.ceilDiv(input.height(), stride);
        int columns = Math.ceilDiv(input.width(), stride);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                for (double size : sizes) {
                    priors.add(new Prior((column + 0.5) * stride, (row + 0.5) * stride, size));
                }
            }
        }
    }

    @Override
    public List<Candidate> decode(Outputs outputs, int picture) {
        Outputs.Tensor boxes = outputs.tensor(spec.boxes(), picture);
        Outputs.Tensor scores = outputs.tensor(spec.scores(), picture);
        int width = scores.fromLast(0);
        classes.require(spec.scores(), width, labels);
        YoloDecoder.requireRows(spec.boxes(), boxes.size() / 4, priors.size());
        YoloDecoder.requireRows(spec.scores(), scores.size() / width, priors.size());
        List<Candidate> found = new ArrayList<>();
        for (int i = 0; i < priors.size(); i++) {
            ClassScores.Best best = classes.best(scores, i * width, width);
            if (best.classIndex() >= 0 && best.confidence() >= confidenceMin) {
                found.add(candidate(boxes, 4 * i, priors.get(i), best));
            }
        }
        return found;
    }

    private Candidate candidate(Outputs.Tensor boxes, int first, Prior prior, ClassScores.Best best) {
        double centre = spec.variance().get(0);
        double size = spec.variance().get(1);
        return Candidate.centred(
                prior.x() + boxes.at(first) * centre * prior.size(),
                prior.y() + boxes.at(first + 1) * centre * prior.size(),
                prior.size() * Math.exp(boxes.at(first + 2) * size),
                prior.size() * Math.exp(boxes.at(first + 3) * size),
                best.confidence(),
                best.classIndex());
    }
}
