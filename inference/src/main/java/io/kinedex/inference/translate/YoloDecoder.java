package io.kinedex.inference.translate;

import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import io.kinedex.inference.catalogue.InputSpec;
import io.kinedex.inference.catalogue.OutputSpec;
import io.kinedex.inference.catalogue.OutputSpec.Units;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads the one output tensor of the YOLO family. */
final class YoloDecoder implements Decoder {
    private final OutputSpec.Yolo spec;
    private final InputSpec input;
    private final int classes;
    private final double confidenceMin;
    private final double scaleX;
    private final double scaleY;

    YoloDecoder(OutputSpec.Yolo spec, InputSpec input, int classes, double confidenceMin) {
        this.spec = spec;
        this.input = input;
        this.classes = classes;
        this.confidenceMin = confidenceMin;
        this.scaleX = spec.units() == Units.FRACTIONS ? input.width() : 1;
        this.scaleY = spec.units() == Units.FRACTIONS ? input.height() : 1;
    }

    @Override
    public List<Candidate> decode(Outputs outputs, int picture) {
        Outputs.Tensor output = outputs.tensor(spec.output(), picture);
        return switch (spec.version()) {
            case V5 -> rows(output);
            case V8 -> withoutObjectness(output);
            case V10 -> finished(output);
            case YOLOX -> grids(output);
        };
    }

    private List<Candidate> rows(Outputs.Tensor output) {
        requireWidth(output, 5 + classes);
        List<Candidate> found = new ArrayList<>();
        for (int first = 0; first < output.size(); first += 5 + classes) {
            double objectness = output.at(first + 4);
            if (objectness >= confidenceMin) {
                int best = best(output, first + 5, 1);
                double confidence = objectness * output.at(first + 5 + best);
                if (confidence >= confidenceMin) {
                    found.add(centred(
                            output.at(first),
                            output.at(first + 1),
                            output.at(first + 2),
                            output.at(first + 3),
                            confidence,
                            best));
                }
            }
        }
        return found;
    }

    private List<Candidate> withoutObjectness(Outputs.Tensor output) {
        boolean columns = output.fromLast(1) == 4 + classes;
        if (!columns) {
            requireWidth(output, 4 + classes);
        }
        int count = output.size() / (4 + classes);
        int across = columns ? count : 1;
        int down = columns ? 1 : 4 + classes;
        List<Candidate> found = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int first = i * down;
            int best = best(output, first + 4 * across, across);
            double confidence = output.at(first + (4 + best) * across);
            if (confidence >= confidenceMin) {
                found.add(centred(
                        output.at(first),
                        output.at(first + across),
                        output.at(first + 2 * across),
                        output.at(first + 3 * across),
                        confidence,
                        best));
            }
        }
        return found;
    }

    private List<Candidate> finished(Outputs.Tensor output) {
        requireWidth(output, 6);
        List<Candidate> found = new ArrayList<>();
        for (int first = 0; first < output.size(); first += 6) {
            if (output.at(first + 4) >= confidenceMin) {
                found.add(new Candidate(
                        output.at(first) * scaleX,
                        output.at(first + 1) * scaleY,
                        output.at(first + 2) * scaleX,
                        output.at(first + 3) * scaleY,
                        Math.min(1, output.at(first + 4)),
                        Math.round(output.at(first + 5))));
            }
        }
        return found;
    }

    private List<Candidate> grids(Outputs.Tensor output) {
        int width = 5 + classes;
        requireWidth(output, width);
        requireRows(spec.output(), output.size() / width, cells());
        List<Candidate> found = new ArrayList<>();
        int first = 0;
        for (int stride : spec.strides()) {
            for (int row = 0; row < input.height() / stride; row++) {
                for (int column = 0; column < input.width() / stride; column++) {
                    addCell(output, first, stride, row, column, found);
                    first += width;
                }
            }
        }
        return found;
    }

    private void addCell(Outputs.Tensor output, int first, int stride, int row, int column, List<Candidate> found) {
        int best = best(output, first + 5, 1);
        double confidence = output.at(first + 4) * output.at(first + 5 + best);
        if (confidence >= confidenceMin) {
            found.add(Candidate.centred(
                    (output.at(first) + column) * stride,
                    (output.at(first + 1) + row) * stride,
                    Math.exp(output.at(first + 2)) * stride,
                    Math.exp(output.at(first + 3)) * stride,
                    Math.min(1, confidence),
                    best));
        }
    }

    private int cells() {
        return spec.strides().stream()
                .mapToInt(stride -> (input.height() / stride) * (input.width() / stride))
                .sum();
    }

    private int best(Outputs.Tensor output, int first, int step) {
        int best = 0;
        for (int c = 1; c < classes; c++) {
            if (output.at(first + c * step) > output.at(first + best * step)) {
                best = c;
            }
        }
        return best;
    }

    private Candidate centred(double x, double y, double width, double height, double confidence, int classIndex) {
        return Candidate.centred(
                x * scaleX, y * scaleY, width * scaleX, height * scaleY, Math.min(1, confidence), classIndex);
    }

    private void requireWidth(Outputs.Tensor output, int width) {
        if (output.fromLast(0) != width) {
            throw new InferenceException(
                    Code.MODEL_REJECTED,
                    "output %s of a %s model with %d labels must have rows of %d, its shape is %s"
                            .formatted(spec.output(), spec.version(), classes, width, Arrays.toString(output.shape())));
        }
    }

    static void requireRows(String output, int actual, int expected) {
        if (actual != expected) {
            throw new InferenceException(
                    Code.MODEL_REJECTED,
                    "output %s has %d rows, its description gives %d".formatted(output, actual, expected));
        }
    }
}
