package io.kinedex.inference;

import io.kinedex.inference.pinned.PinnedFile;
import io.kinedex.inference.pinned.PinnedList;
import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.inference.translate.Picture;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/** Photographs from the pinned store, and what tests make of them. */
public final class TestPictures {
    private TestPictures() {}

    /** A photograph, scaled so that its long side is that many pixels. */
    public static Picture photo(String name, int longSide) {
        PinnedFile file = PinnedList.read("io/kinedex/inference/pictures.yaml").stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
        Path path = PinnedStore.configured().require(file);
        try (Mat read = opencv_imgcodecs.imread(path.toString());
                Mat rgb = new Mat();
                Mat scaled = new Mat()) {
            opencv_imgproc.cvtColor(read, rgb, opencv_imgproc.COLOR_BGR2RGB);
            double scale = (double) longSide / Math.max(rgb.cols(), rgb.rows());
            Size size = new Size((int) Math.round(rgb.cols() * scale), (int) Math.round(rgb.rows() * scale));
            opencv_imgproc.resize(rgb, scaled, size, 0, 0, opencv_imgproc.INTER_AREA);
            return picture(scaled);
        }
    }

    /** The picture in the middle of a larger grey one. */
    public static Picture framed(Picture picture, int width, int height) {
        try (Mat canvas = new Mat(height, width, opencv_core.CV_8UC3, Scalar.all(110));
                Mat from = mat(picture);
                Mat to = new Mat(
                        canvas,
                        new Rect(
                                (width - picture.width()) / 2,
                                (height - picture.height()) / 2,
                                picture.width(),
                                picture.height()))) {
            from.copyTo(to);
            return picture(canvas);
        }
    }

    /** A picture of one colour. */
    public static Picture plain(int width, int height, int value) {
        ByteBuffer pixels = ByteBuffer.allocateDirect(3 * width * height);
        while (pixels.hasRemaining()) {
            pixels.put((byte) value);
        }
        return new Picture(pixels.flip(), width, height);
    }

    /** A matrix over the picture's own pixels. */
    public static Mat mat(Picture picture) {
        return new Mat(
                picture.height(),
                picture.width(),
                opencv_core.CV_8UC3,
                new BytePointer(picture.rgb().duplicate().rewind()));
    }

    private static Picture picture(Mat rgb) {
        byte[] bytes = new byte[3 * rgb.cols() * rgb.rows()];
        rgb.data().get(bytes);
        return new Picture(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip(), rgb.cols(), rgb.rows());
    }
}
