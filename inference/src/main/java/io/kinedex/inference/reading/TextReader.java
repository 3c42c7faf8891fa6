package io.kinedex.inference.reading;

import io.kinedex.frames.NativeMemory;
import io.kinedex.inference.catalogue.ModelBundle;
import io.kinedex.inference.onnx.OnnxModel;
import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.inference.reading.LineCutter.Turn;
import io.kinedex.inference.translate.Picture;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Reads the lines of text in a picture. Any number of threads may read at once; whoever closes it makes sure that none
 * does.
 */
public final class TextReader implements AutoCloseable {
    static {
        NativeMemory.liftLimit();
        // The inference threads are the parallelism; OpenCV's own pool would fight them.
        opencv_core.setNumThreads(1);
    }

    /** Height over width from which text may run up or down. */
    private static final double HIGH = 1.5;

    private final TextDetector detector;
    private final LineRecogniser recogniser;
    private final ReadingOptions options;

    private TextReader(TextDetector detector, LineRecogniser recogniser, ReadingOptions options) {
        this.detector = detector;
        this.recogniser = recogniser;
        this.options = options;
    }

    /**
     * Loads the models.
     *
     * @param bundle  with the parts {@code boxes}, {@code lines} and {@code characters}
     * @param threads that one run of a model may use, at least 1
     * @throws io.kinedex.inference.InferenceException FILE_MISSING, FILE_WRONG or MODEL_REJECTED
     */
    public static TextReader open(ModelBundle bundle, PinnedStore store, ReadingOptions options, int threads) {
        OnnxModel boxes = OnnxModel.open(bundle.name(), bundle.path("boxes", store), threads, OnnxModel.Workspace.KEPT);
        try {
            OnnxModel lines =
                    OnnxModel.open(bundle.name(), bundle.path("lines", store), threads, OnnxModel.Workspace.GIVEN_BACK);
            try {
                LineRecogniser recogniser = new LineRecogniser(lines, bundle.path("characters", store));
                return new TextReader(new TextDetector(boxes, options), recogniser, options);
            } catch (RuntimeException e) {
                lines.close();
                throw e;
            }
        } catch (RuntimeException e) {
            boxes.close();
            throw e;
        }
    }

    /**
     * Reads a picture, whose pixels stay its owner's. Lines may be turned by up to 45 degrees, or run straight up or
     * down; text that stands on its head is not read.
     *
     * @return the lines in reading order; empty where there is none
     * @throws io.kinedex.inference.InferenceException MODEL_FAILED
     */
    public List<TextLine> read(Picture picture) {
        try (BytePointer pixels = new BytePointer(picture.rgb().duplicate().rewind());
                Mat rgb = new Mat(picture.height(), picture.width(), opencv_core.CV_8UC3, pixels)) {
            List<Quad> quads = ReadingOrder.of(BrokenLines.joined(detector.find(rgb)));
            LineCutter cutter = new LineCutter(rgb);
            List<GreedyDecoding> read = recogniser.read(quads.stream()
                    .flatMap(quad -> turns(quad).stream().map(turn -> cutter.cut(quad, turn)))
                    .toList());
            List<TextLine> lines = new ArrayList<>();
            int next = 0;
            for (Quad quad : quads) {
                int tries = turns(quad).size();
                GreedyDecoding best = Collections.max(
                        read.subList(next, next + tries), Comparator.comparingDouble(GreedyDecoding::confidence));
                next += tries;
                if (best.isCredible(options.confidenceMin())) {
                    lines.add(TextLine.of(quad, picture, best));
                }
            }
            return List.copyOf(lines);
        }
    }

    /** High lines may run up or down or be a single letter, which only reading them tells. */
    private static List<Turn> turns(Quad quad) {
        boolean high = quad.height() >= HIGH * quad.width();
        return high ? List.of(Turn.NONE, Turn.CLOCKWISE, Turn.ANTICLOCKWISE) : List.of(Turn.NONE);
    }

    @Override
    public void close() {
        detector.close();
        recogniser.close();
    }
}
