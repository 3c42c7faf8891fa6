package io.kinedex.inference.translate;

import io.kinedex.inference.catalogue.InputSpec;
import io.kinedex.inference.catalogue.OutputSpec;
import java.util.ArrayList;
import java.util.List;

/** Reads what TensorFlow Lite's detection post-processing leaves. */
final class PostprocessedDecoder implements Decoder {
    private final OutputSpec.Postprocessed spec;
    private final InputSpec input;
    private final double confidenceMin;

    PostprocessedDecoder(OutputSpec.Postprocessed spec, InputSpec input, double confidenceMin) {
        this.spec = spec;
        this.input = input;
        this.confidenceMin = confidenceMin;
    }

    @Override
    public List<Candidate> decode(Outputs outputs, int picture) {
        Outputs.Tensor boxes = outputs.tensor(spec.boxes(), picture);
        Outputs.Tensor classes = outputs.tensor(spec.classes(), picture);
        Outputs.Tensor scores = outputs.tensor(spec.scores(), picture);
        int count = Math.clamp((long) outputs.tensor(spec.count(), picture).at(0), 0, scores.size());
        List<Candidate> found = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (scores.at(i) >= confidenceMin) {
                found.add(new Candidate(
                        boxes.at(4 * i + 1) * input.width(),
                        boxes.at(4 * i) * input.height(),
                        boxes.at(4 * i + 3) * input.width(),
                        boxes.at(4 * i + 2) * input.height(),
                        Math.min(1, scores.at(i)),
                        Math.round(classes.at(i))));
            }
        }
        return found;
    }
}
