package io.kinedex.inference.face;

import io.kinedex.metadata.record.Keypoint;
import java.util.List;
import java.util.Optional;

/**
 * The similarity (turn, scale, shift; no mirroring) that brings a face's points nearest to those of the template that
 * face recognition models are trained on: 112 x 112 pixels, the eyes level. In the plane the least-squares similarity of
 * Umeyama (1991, IEEE TPAMI 13(4)) without mirroring has a closed form: with points as complex numbers about their means,
 * the factor is sum(conj(from) to) / sum(|from|^2). Immutable; safe for all threads.
 *
 * @param a       real part of the factor: x' = a x - b y + shiftX
 * @param b       imaginary part of the factor: y' = b x + a y + shiftY
 * @param error   root of the mean squared distance of the brought points from the template's, in pixels of the template
 */
record FaceAlignment(double a, double b, double shiftX, double shiftY, double error) {
    /** Width and height of an aligned face, in pixels. */
    static final int SIDE = 112;

    /** Where they lie in an aligned face; the template of ArcFace has two corners of the mouth, this is their middle. */
    private static final List<Keypoint> TEMPLATE = List.of(
            new Keypoint("right-eye", 38.2946, 51.6963),
            new Keypoint("left-eye", 73.5318, 51.5014),
            new Keypoint("nose", 56.0252, 71.7366),
            new Keypoint("mouth", 56.1396, 92.2848));

    private static final double FROM_MIN = 1e-6;

    /**
     * @param points in pixels of the picture
     * @return empty where one of the four is missing or they all lie in one place
     */
    static Optional<FaceAlignment> of(List<Keypoint> points) {
        double[] from = new double[2 * TEMPLATE.size()];
        double[] to = new double[from.length];
        for (int i = 0; i < TEMPLATE.size(); i++) {
            Keypoint target = TEMPLATE.get(i);
            Optional<Keypoint> point = FacePoints.find(points, target.name());
            if (point.isEmpty()) {
                return Optional.empty();
            }
            from[2 * i] = point.get().x();
            from[2 * i + 1] = point.get().y();
            to[2 * i] = target.x();
            to[2 * i + 1] = target.y();
        }
        return fitted(from, to);
    }

    private static Optional<FaceAlignment> fitted(double[] from, double[] to) {
        double[] fromMean = mean(from);
        double[] toMean = mean(to);
        double real = 0;
        double imaginary = 0;
        double spread = 0;
        for (int i = 0; i < from.length; i += 2) {
            double x = from[i] - fromMean[0];
            double y = from[i + 1] - fromMean[1];
            double u = to[i] - toMean[0];
            double v = to[i + 1] - toMean[1];
            real += x * u + y * v;
            imaginary += x * v - y * u;
            spread += x * x + y * y;
        }
        if (spread < FROM_MIN) {
            return Optional.empty();
        }
        double a = real / spread;
        double b = imaginary / spread;
        double shiftX = toMean[0] - a * fromMean[0] + b * fromMean[1];
        double shiftY = toMean[1] - b * fromMean[0] - a * fromMean[1];
        FaceAlignment fit = new FaceAlignment(a, b, shiftX, shiftY, 0);
        return Optional.of(new FaceAlignment(a, b, shiftX, shiftY, fit.distance(from, to)));
    }

    private double distance(double[] from, double[] to) {
        double sum = 0;
        for (int i = 0; i < from.length; i += 2) {
            double dx = x(from[i], from[i + 1]) - to[i];
            double dy = y(from[i], from[i + 1]) - to[i + 1];
            sum += dx * dx + dy * dy;
        }
        return Math.sqrt(2 * sum / from.length);
    }

    private static double[] mean(double[] points) {
        double x = 0;
        double y = 0;
        for (int i = 0; i < points.length; i += 2) {
            x += points[i];
            y += points[i + 1];
        }
        return new double[] {2 * x / points.length, 2 * y / points.length};
    }

    /** How many pixels of the template one pixel of the picture becomes. */
    double scale() {
        return Math.hypot(a, b);
    }

    double x(double x, double y) {
        return a * x - b * y + shiftX;
    }

    double y(double x, double y) {
        return b * x + a * y + shiftY;
    }

    /** The six numbers of the affine map, row by row, as OpenCV takes them. */
    double[] rows() {
        return new double[] {a, -b, shiftX, b, a, shiftY};
    }
}
