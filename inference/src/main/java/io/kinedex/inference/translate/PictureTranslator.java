package io.kinedex.inference.translate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import io.kinedex.inference.catalogue.InputSpec;
import io.kinedex.inference.catalogue.InputSpec.ElementType;
import io.kinedex.inference.catalogue.InputSpec.Layout;
import io.kinedex.inference.catalogue.ModelEntry;
import io.kinedex.inference.catalogue.OutputSpec;
import io.kinedex.metadata.record.Box;
import io.kinedex.metadata.record.Detection;
import io.kinedex.metadata.record.Keypoint;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Translates a batch of pictures for a detector and its outputs into a list of detections for each picture. The batch is
 * one DJL input, so that pictures go straight into one tensor. Keeps buffers between runs: one translator for each
 * predictor, one thread at a time; close it after the predictor.
 */
public final class PictureTranslator implements Translator<List<Picture>, List<List<Detection>>>, AutoCloseable {
    private static final String FITTINGS = "fittings";

    private final InputSpec input;
    private final List<String> names;
    private final List<String> keypoints;
    private final Decoder decoder;
    private final Suppressor suppressor;
    private final InputWriter writer;
    private boolean strict;

    /** @param names the classes' names by index; blank ones are never reported */
    public PictureTranslator(ModelEntry entry, List<String> names) {
        this.input = entry.input();
        this.names = List.copyOf(names);
        this.keypoints = entry.output() instanceof OutputSpec.BlazeFace face ? face.keypoints() : List.of();
        this.decoder = Decoder.of(
                entry.output(), input, names.size(), entry.selection().confidenceMin());
        this.suppressor = new Suppressor(entry.selection());
        this.writer = new InputWriter(input);
    }

    /** Whether to refuse outputs that are not numbers, which costs time: for trying a model out. */
    public void strict(boolean whether) {
        strict = whether;
    }

    /** The translator makes batches itself. */
    @Override
    public @Nullable Batchifier getBatchifier() {
        return null;
    }

    @Override
    public NDList processInput(TranslatorContext context, List<Picture> pictures) {
        writer.begin(pictures.size());
        List<Fitting> fittings = new ArrayList<>();
        for (Picture picture : pictures) {
            fittings.add(writer.add(picture));
        }
        context.setAttachment(FITTINGS, fittings);
        NDArray tensor = context.getNDManager()
                .create(
                        writer.finish(),
                        shape(pictures.size()),
                        input.type() == ElementType.UINT8 ? DataType.UINT8 : DataType.FLOAT32);
        return new NDList(tensor);
    }

    private Shape shape(int batch) {
        return input.layout() == Layout.NCHW
                ? new Shape(batch, 3, input.height(), input.width())
                : new Shape(batch, input.height(), input.width(), 3);
    }

    @Override
    public List<List<Detection>> processOutput(TranslatorContext context, NDList tensors) {
        List<?> fittings = (List<?>) context.getAttachment(FITTINGS);
        Outputs outputs = new Outputs(tensors, fittings.size());
        if (strict) {
            outputs.requireNumbers();
        }
        List<List<Detection>> found = new ArrayList<>();
        for (int picture = 0; picture < fittings.size(); picture++) {
            found.add(detections(decoder.decode(outputs, picture), (Fitting) fittings.get(picture)));
        }
        return found;
    }

    /** Suppresses, names and maps candidates back to fractions of the picture. */
    List<Detection> detections(List<Candidate> candidates, Fitting fitting) {
        List<Candidate> named = candidates.stream()
                .filter(candidate -> candidate.classIndex() >= 0
                        && candidate.classIndex() < names.size()
                        && !names.get(candidate.classIndex()).isBlank())
                .toList();
        List<Detection> detections = new ArrayList<>();
        for (Candidate candidate : suppressor.suppress(named)) {
            Box box = Box.clipped(
                    fitting.fractionX(candidate.left()),
                    fitting.fractionY(candidate.top()),
                    fitting.fractionX(candidate.right()),
                    fitting.fractionY(candidate.bottom()));
            if (box.width() > 0 && box.height() > 0) {
                detections.add(new Detection(
                        names.get(candidate.classIndex()), candidate.confidence(), box, points(candidate, fitting)));
            }
        }
        return detections;
    }

    private List<Keypoint> points(Candidate candidate, Fitting fitting) {
        List<Keypoint> points = new ArrayList<>();
        for (int i = 0; i < candidate.keypoints().length / 2; i++) {
            points.add(new Keypoint(
                    keypoints.get(i),
                    fitting.fractionX(candidate.keypoints()[2 * i]),
                    fitting.fractionY(candidate.keypoints()[2 * i + 1])));
        }
        return points;
    }

    @Override
    public void close() {
        writer.close();
    }
}
