package io.kinedex.inference.translate;

import io.kinedex.inference.catalogue.InputSpec;
import io.kinedex.inference.catalogue.OutputSpec;
import io.kinedex.inference.catalogue.OutputSpec.Activation;
import java.util.ArrayList;
import java.util.List;

/** Reads the queries of a detection transformer. */
final class DetrDecoder implements Decoder {
    private final OutputSpec.Detr spec;
    private final InputSpec input;
    private final int labels;
    private final double confidenceMin;

    DetrDecoder(OutputSpec.Detr spec, InputSpec input, int labels, double confidenceMin) {
        this.spec = spec;
        this.labels = labels;
        this.input = input;
        this.confidenceMin = confidenceMin;
    }

    @Override
    public List<Candidate> decode(Outputs outputs, int picture) {
        Outputs.Tensor logits = outputs.tensor(spec.logits(), picture);
        Outputs.Tensor boxes = outputs.tensor(spec.boxes(), picture);
        int width = logits.fromLast(0);
        int nothing = spec.activation() == Activation.SOFTMAX ? width - 1 : -1;
        ClassScores classes = new ClassScores(spec.activation(), nothing);
        classes.require(spec.logits(), width, labels);
        YoloDecoder.requireRows(spec.boxes(), boxes.size() / 4, logits.size() / width);
        List<Candidate> found = new ArrayList<>();
        for (int i = 0; i < logits.size() / width; i++) {
            ClassScores.Best best = classes.best(logits, i * width, width);
            if (best.classIndex() >= 0 && best.confidence() >= confidenceMin) {
                found.add(Candidate.centred(
                        boxes.at(4 * i) * input.width(),
                        boxes.at(4 * i + 1) * input.height(),
                        boxes.at(4 * i + 2) * input.width(),
                        boxes.at(4 * i + 3) * input.height(),
                        best.confidence(),
                        best.classIndex()));
            }
        }
        return found;
    }
}
