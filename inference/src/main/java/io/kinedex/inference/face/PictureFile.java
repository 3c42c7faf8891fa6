package io.kinedex.inference.face;

import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import io.kinedex.inference.translate.Picture;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/** Reads photographs that people send. Stateless; all threads. */
public final class PictureFile {
    /** Pictures of more pixels are refused. */
    public static final long PIXELS_MAX = 50_000_000;

    private static final int LONG_SIDE_MAX = 1920;

    private PictureFile() {}

    /**
     * A JPEG or PNG, turned upright as its EXIF orientation says, shrunk where its long side has more than 1920 pixels.
     *
     * @throws InferenceException BAD_PICTURE where it is neither, cannot be read or is too large
     */
    public static Picture read(byte[] bytes) {
        requireSize(bytes);
        try (BytePointer data = new BytePointer(bytes);
                Mat file = new Mat(1, bytes.length, opencv_core.CV_8UC1, data);
                Mat bgr = opencv_imgcodecs.imdecode(file, opencv_imgcodecs.IMREAD_COLOR);
                Mat rgb = new Mat()) {
            if (bgr.empty()) {
                throw bad("it cannot be read");
            }
            opencv_imgproc.cvtColor(bgr, rgb, opencv_imgproc.COLOR_BGR2RGB);
            double scale = Math.min(1, (double) LONG_SIDE_MAX / Math.max(rgb.cols(), rgb.rows()));
            try (Size size = new Size((int) Math.ceil(rgb.cols() * scale), (int) Math.ceil(rgb.rows() * scale));
                    Mat scaled = new Mat()) {
                opencv_imgproc.resize(rgb, scaled, size, 0, 0, opencv_imgproc.INTER_AREA);
                return picture(scaled);
            }
        }
    }

    /** The picture in the middle of a grey one half as large again: a detector may miss a face that fills its picture. */
    public static Picture framed(Picture picture) {
        int x = picture.width() / 4;
        int y = picture.height() / 4;
        try (BytePointer pixels = new BytePointer(picture.rgb().duplicate().rewind());
                Mat from = new Mat(picture.height(), picture.width(), opencv_core.CV_8UC3, pixels);
                Mat to = new Mat();
                Scalar grey = Scalar.all(127)) {
            opencv_core.copyMakeBorder(from, to, y, y, x, x, opencv_core.BORDER_CONSTANT, grey);
            return picture(to);
        }
    }

    private static Picture picture(Mat rgb) {
        byte[] pixels = new byte[3 * rgb.cols() * rgb.rows()];
        rgb.data().get(pixels);
        return new Picture(ByteBuffer.allocateDirect(pixels.length).put(pixels).flip(), rgb.cols(), rgb.rows());
    }

    /** By the head of the file alone, before memory is taken for its pixels. */
    private static void requireSize(byte[] bytes) {
        try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(bytes))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw bad("it is neither a JPEG nor a PNG");
            }
            ImageReader reader = readers.next();
            reader.setInput(in);
            long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
            reader.dispose();
            if (pixels > PIXELS_MAX) {
                throw bad("it has %d pixels, may have %d".formatted(pixels, PIXELS_MAX));
            }
        } catch (IOException e) {
            throw bad("it cannot be read: " + e.getMessage());
        }
    }

    private static InferenceException bad(String what) {
        return new InferenceException(Code.BAD_PICTURE, "this is no picture that can be read: " + what);
    }
}
