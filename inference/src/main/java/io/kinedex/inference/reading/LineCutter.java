package io.kinedex.inference.reading;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/** Cuts lines of text out of a picture, straightened and {@link LineImage#HEIGHT} pixels high. One thread. */
final class LineCutter {
    private final Mat rgb;

    /** @param rgb 8 bits, three channels; its owner's */
    LineCutter(Mat rgb) {
        this.rgb = rgb;
    }

    /** Which way a line is turned so that it can be read from left to right. */
    enum Turn {
        NONE,
        CLOCKWISE,
        ANTICLOCKWISE
    }

    LineImage cut(Quad quad, Turn turn) {
        boolean upright = turn == Turn.NONE;
        double along = upright ? quad.width() : quad.height();
        double across = upright ? quad.height() : quad.width();
        int width = LineImage.width(along, across);
        try (PointerScope scope = new PointerScope()) {
            // Only a line that is much smaller than in the picture needs the average over its pixels.
            int shrink = Math.max(1, (int) Math.floor(across / LineImage.HEIGHT));
            Mat line = warped(quad, turn, width * shrink, LineImage.HEIGHT * shrink);
            if (shrink > 1) {
                Mat small = new Mat();
                opencv_imgproc.resize(line, small, new Size(width, LineImage.HEIGHT), 0, 0, opencv_imgproc.INTER_AREA);
                line = small;
            }
            byte[] bytes = new byte[3 * width * LineImage.HEIGHT];
            line.data().get(bytes);
            return new LineImage(bytes, width);
        }
    }

    private Mat warped(Quad quad, Turn turn, int width, int height) {
        Quad.Corner[] from = switch (turn) {
            case NONE -> new Quad.Corner[] {quad.topLeft(), quad.topRight(), quad.bottomRight(), quad.bottomLeft()};
            case CLOCKWISE ->
                new Quad.Corner[] {quad.bottomLeft(), quad.topLeft(), quad.topRight(), quad.bottomRight()};
            case ANTICLOCKWISE ->
                new Quad.Corner[] {quad.topRight(), quad.bottomRight(), quad.bottomLeft(), quad.topLeft()};
        };
        Mat source = new Mat(4, 1, opencv_core.CV_32FC2);
        Mat target = new Mat(4, 1, opencv_core.CV_32FC2);
        FloatIndexer sources = source.createIndexer();
        FloatIndexer targets = target.createIndexer();
        for (int i = 0; i < 4; i++) {
            // A warp maps the middles of pixels; corners are half a pixel off them.
            sources.put(i, 0, 0, (float) from[i].x() - 0.5f);
            sources.put(i, 0, 1, (float) from[i].y() - 0.5f);
            targets.put(i, 0, 0, (i == 1 || i == 2 ? width : 0) - 0.5f);
            targets.put(i, 0, 1, (i >= 2 ? height : 0) - 0.5f);
        }
        Mat warped = new Mat();
        opencv_imgproc.warpPerspective(
                rgb,
                warped,
                opencv_imgproc.getPerspectiveTransform(source, target),
                new Size(width, height),
                opencv_imgproc.INTER_CUBIC,
                opencv_core.BORDER_REPLICATE,
                Scalar.all(0));
        return warped;
    }
}
