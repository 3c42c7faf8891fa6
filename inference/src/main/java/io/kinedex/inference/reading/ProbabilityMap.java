package io.kinedex.inference.reading;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.RotatedRect;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * What the text detector marked, as rectangles: the map is cut off at a threshold, each blob that is left gets the smallest
 * rectangle around it, which counts where the map is high on average over the blob and grows to the line's true size. One
 * thread.
 */
final class ProbabilityMap {
    /** Pixels of the map; thinner blobs are noise. */
    private static final double THICKNESS_MIN = 3;

    private final Mat map;
    private final ReadingOptions options;

    /** @param map 32-bit floats, one channel, 0..1; its owner's */
    ProbabilityMap(Mat map, ReadingOptions options) {
        this.map = map;
        this.options = options;
    }

    private record Marked(Quad quad, double score) {}

    /**
     * The most probable rectangles.
     *
     * @param scaleX pixels of the picture for one of the map
     * @param scaleY as {@code scaleX}
     */
    List<Quad> quads(double scaleX, double scaleY) {
        List<Marked> found = new ArrayList<>();
        try (PointerScope scope = new PointerScope()) {
            MatVector blobs = blobs();
            for (long i = 0; i < blobs.size(); i++) {
                marked(blobs.get(i), scaleX, scaleY).ifPresent(found::add);
            }
        }
        return found.stream()
                .sorted(Comparator.comparingDouble(Marked::score).reversed())
                .limit(options.linesMax())
                .map(Marked::quad)
                .toList();
    }

    private MatVector blobs() {
        Mat binary = new Mat();
        opencv_imgproc.threshold(map, binary, options.textMin(), 255, opencv_imgproc.THRESH_BINARY);
        Mat bytes = new Mat();
        binary.convertTo(bytes, opencv_core.CV_8UC1);
        MatVector blobs = new MatVector();
        opencv_imgproc.findContours(bytes, blobs, opencv_imgproc.RETR_EXTERNAL, opencv_imgproc.CHAIN_APPROX_SIMPLE);
        return blobs;
    }

    private Optional<Marked> marked(Mat blob, double scaleX, double scaleY) {
        RotatedRect tight = opencv_imgproc.minAreaRect(blob);
        double width = tight.size().width();
        double height = tight.size().height();
        double thickness = Math.min(width, height);
        if (thickness < THICKNESS_MIN) {
            return Optional.empty();
        }
        double score = score(blob);
        if (score < options.boxMin()) {
            return Optional.empty();
        }
        double out = width * height * options.unclip() / (2 * (width + height));
        Quad grown =
                Quad.around(tight.center().x(), tight.center().y(), width + 2 * out, height + 2 * out, tight.angle());
        return Optional.of(new Marked(scaled(grown, scaleX, scaleY), score));
    }

    /** The mean of the map over the blob. */
    private double score(Mat blob) {
        Rect bounds = opencv_imgproc.boundingRect(blob);
        Mat mask = new Mat(bounds.height(), bounds.width(), opencv_core.CV_8UC1, Scalar.all(0));
        opencv_imgproc.drawContours(
                mask,
                new MatVector(blob),
                0,
                Scalar.all(1),
                opencv_imgproc.FILLED,
                opencv_imgproc.LINE_8,
                new Mat(),
                Integer.MAX_VALUE,
                new Point(-bounds.x(), -bounds.y()));
        return opencv_core.mean(new Mat(map, bounds), mask).get(0);
    }

    private static Quad scaled(Quad quad, double scaleX, double scaleY) {
        return new Quad(
                scaled(quad.topLeft(), scaleX, scaleY),
                scaled(quad.topRight(), scaleX, scaleY),
                scaled(quad.bottomRight(), scaleX, scaleY),
                scaled(quad.bottomLeft(), scaleX, scaleY));
    }

    /** Contours run through the middles of pixels, hence the halves. */
    private static Quad.Corner scaled(Quad.Corner corner, double scaleX, double scaleY) {
        return new Quad.Corner((corner.x() + 0.5) * scaleX, (corner.y() + 0.5) * scaleY);
    }
}
