package io.kinedex.inference.translate;

import io.kinedex.inference.catalogue.InputSpec;
import io.kinedex.inference.catalogue.OutputSpec;
import io.kinedex.inference.catalogue.OutputSpec.Units;
import java.util.ArrayList;
import java.util.List;

/** Reads boxes and scores that stand side by side. */
final class SsdDecoder implements Decoder {
    private final OutputSpec.Ssd spec;
    private final ClassScores classes;
    private final double scaleX;
    private final double scaleY;
    private final int labels;
    private final double confidenceMin;

    SsdDecoder(OutputSpec.Ssd spec, InputSpec input, int labels, double confidenceMin) {
        this.spec = spec;
        this.labels = labels;
        this.classes = new ClassScores(spec.activation(), spec.background());
        this.scaleX = spec.units() == Units.FRACTIONS ? input.width() : 1;
        this.scaleY = spec.units() == Units.FRACTIONS ? input.height() : 1;
        this.confidenceMin = confidenceMin;
    }

    @Override
    public List<Candidate> decode(Outputs outputs, int picture) {
        Outputs.Tensor boxes = outputs.tensor(spec.boxes(), picture);
        Outputs.Tensor scores = outputs.tensor(spec.scores(), picture);
        int width = scores.fromLast(0);
        classes.require(spec.scores(), width, labels);
        YoloDecoder.requireRows(spec.boxes(), boxes.size() / 4, scores.size() / width);
        List<Candidate> found = new ArrayList<>();
        for (int i = 0; i < scores.size() / width; i++) {
            ClassScores.Best best = classes.best(scores, i * width, width);
            if (best.classIndex() >= 0 && best.confidence() >= confidenceMin) {
                found.add(candidate(boxes, 4 * i, best));
            }
        }
        return found;
    }

    private Candidate candidate(Outputs.Tensor boxes, int first, ClassScores.Best best) {
        double a = boxes.at(first);
        double b = boxes.at(first + 1);
        double c = boxes.at(first + 2);
        double d = boxes.at(first + 3);
        return switch (spec.format()) {
            case XYXY -> corners(a, b, c, d, best);
            case YXYX -> corners(b, a, d, c, best);
            case CXCYWH -> corners(a - c / 2, b - d / 2, a + c / 2, b + d / 2, best);
            case XYWH -> corners(a, b, a + c, b + d, best);
        };
    }

    private Candidate corners(double left, double top, double right, double bottom, ClassScores.Best best) {
        return new Candidate(
                left * scaleX, top * scaleY, right * scaleX, bottom * scaleY, best.confidence(), best.classIndex());
    }
}
