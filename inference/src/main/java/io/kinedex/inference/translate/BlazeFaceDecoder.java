package io.kinedex.inference.translate;

import io.kinedex.inference.catalogue.InputSpec;
import io.kinedex.inference.catalogue.OutputSpec;
import java.util.ArrayList;
import java.util.List;

/** Reads faces with keypoints as offsets from the middle of grid cells. */
final class BlazeFaceDecoder implements Decoder {
    private record Anchor(double x, double y) {}

    private final OutputSpec.BlazeFace spec;
    private final double confidenceMin;
    private final List<Anchor> anchors = new ArrayList<>();

    BlazeFaceDecoder(OutputSpec.BlazeFace spec, InputSpec input, double confidenceMin) {
        this.spec = spec;
        this.confidenceMin = confidenceMin;
        for (int i = 0; i < spec.grids().size(); i++) {
            addAnchors(spec.grids().get(i), spec.perCell().get(i), input);
        }
    }

    private void addAnchors(int cells, int perCell, InputSpec input) {
        for (int row = 0; row < cells; row++) {
            for (int column = 0; column < cells; column++) {
                Anchor anchor =
                        new Anchor((column + 0.5) * input.width() / cells, (row + 0.5) * input.height() / cells);
                for (int i = 0; i < perCell; i++) {
                    anchors.add(anchor);
                }
            }
        }
    }

    @Override
    public List<Candidate> decode(Outputs outputs, int picture) {
        List<Candidate> found = new ArrayList<>();
        int anchor = 0;
        for (int part = 0; part < spec.boxes().size(); part++) {
            Outputs.Tensor boxes = outputs.tensor(spec.boxes().get(part), picture);
            Outputs.Tensor scores = outputs.tensor(spec.scores().get(part), picture);
            for (int i = 0; i < scores.size(); i++, anchor++) {
                double confidence = ClassScores.sigmoid(scores.at(i));
                if (confidence >= confidenceMin && anchor < anchors.size()) {
                    found.add(candidate(boxes, i * boxes.fromLast(0), anchors.get(anchor), confidence));
                }
            }
        }
        YoloDecoder.requireRows(String.join(", ", spec.scores()), anchor, anchors.size());
        return found;
    }

    private Candidate candidate(Outputs.Tensor boxes, int first, Anchor anchor, double confidence) {
        double[] points = new double[2 * spec.keypoints().size()];
        for (int i = 0; i < points.length; i += 2) {
            points[i] = anchor.x() + boxes.at(first + 4 + i);
            points[i + 1] = anchor.y() + boxes.at(first + 5 + i);
        }
        return Candidate.centred(
                        anchor.x() + boxes.at(first),
                        anchor.y() + boxes.at(first + 1),
                        boxes.at(first + 2),
                        boxes.at(first + 3),
                        confidence,
                        0)
                .withKeypoints(points);
    }
}
