package io.kinedex.inference.face;

import io.kinedex.inference.translate.Picture;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * A square cut out of a picture by an affine map; what lies outside the picture is black. Immutable; any thread.
 *
 * @param rgb  row-major, 3 bytes a pixel. Lent: not to be changed
 * @param side pixels
 */
@SuppressWarnings("ArrayRecordComponent")
record Warp(byte[] rgb, int side) {
    /** What a byte becomes. */
    interface Scaling {
        float of(int value);
    }

    /** @param map from pixels of the picture to pixels of the square, two rows of three numbers */
    static Warp of(Picture picture, double[] map, int side) {
        try (BytePointer pixels = new BytePointer(picture.rgb().duplicate().rewind());
                Mat from = new Mat(picture.height(), picture.width(), opencv_core.CV_8UC3, pixels);
                DoublePointer numbers = new DoublePointer(map);
                Mat affine = new Mat(2, 3, opencv_core.CV_64F, numbers);
                Size size = new Size(side, side);
                Scalar black = Scalar.all(0);
                Mat to = new Mat()) {
            // An area filter where the picture is much larger than the square, or single pixels would be picked.
            double scale = Math.hypot(map[0], map[3]);
            if (scale < 0.5) {
                return shrunk(from, map, scale, side);
            }
            opencv_imgproc.warpAffine(
                    from, to, affine, size, opencv_imgproc.INTER_LINEAR, opencv_core.BORDER_CONSTANT, black);
            byte[] rgb = new byte[3 * side * side];
            to.data().get(rgb);
            return new Warp(rgb, side);
        }
    }

    private static Warp shrunk(Mat from, double[] map, double scale, int side) {
        try (Mat small = new Mat();
                Size none = new Size()) {
            opencv_imgproc.resize(from, small, none, scale, scale, opencv_imgproc.INTER_AREA);
            double sx = (double) small.cols() / from.cols();
            double sy = (double) small.rows() / from.rows();
            byte[] bytes = new byte[3 * small.cols() * small.rows()];
            small.data().get(bytes);
            java.nio.ByteBuffer rgb =
                    java.nio.ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
            double[] rest = {map[0] / sx, map[1] / sy, map[2], map[3] / sx, map[4] / sy, map[5]};
            return of(new Picture(rgb, small.cols(), small.rows()), rest, side);
        }
    }

    /** @param planes whether all red values come first, then all green, then all blue; else pixel after pixel */
    float[] floats(Scaling scaling, boolean planes) {
        float[] values = new float[rgb.length];
        int pixels = side * side;
        for (int pixel = 0; pixel < pixels; pixel++) {
            for (int channel = 0; channel < 3; channel++) {
                int to = planes ? channel * pixels + pixel : 3 * pixel + channel;
                values[to] = scaling.of(rgb[3 * pixel + channel] & 0xff);
            }
        }
        return values;
    }

    /** The variance of the Laplacian of its grey levels, by the kernel 0 1 0, 1 -4 1, 0 1 0: little where it is blurred. */
    double sharpness() {
        double sum = 0;
        double squares = 0;
        int count = 0;
        for (int y = 1; y < side - 1; y++) {
            for (int x = 1; x < side - 1; x++) {
                double value = grey(x, y - 1) + grey(x - 1, y) + grey(x + 1, y) + grey(x, y + 1) - 4 * grey(x, y);
                sum += value;
                squares += value * value;
                count++;
            }
        }
        double mean = sum / count;
        return squares / count - mean * mean;
    }

    private double grey(int x, int y) {
        int at = 3 * (y * side + x);
        return 0.299 * (rgb[at] & 0xff) + 0.587 * (rgb[at + 1] & 0xff) + 0.114 * (rgb[at + 2] & 0xff);
    }
}
