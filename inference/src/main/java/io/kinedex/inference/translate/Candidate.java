package io.kinedex.inference.translate;

/**
 * What a model proposes, before suppression, in pixels of the model's input.
 *
 * @param classIndex index into the class names
 * @param keypoints  x and y in turn; empty where the model gives none
 */
record Candidate(
        double left, double top, double right, double bottom, double confidence, int classIndex, double[] keypoints) {
    private static final double[] NONE = {};

    Candidate(double left, double top, double right, double bottom, double confidence, int classIndex) {
        this(left, top, right, bottom, confidence, classIndex, NONE);
    }

    static Candidate centred(double x, double y, double width, double height, double confidence, int classIndex) {
        return new Candidate(
                x - width / 2, y - height / 2, x + width / 2, y + height / 2, confidence, classIndex, NONE);
    }

    Candidate withConfidence(double other) {
        return new Candidate(left, top, right, bottom, other, classIndex, keypoints);
    }

    Candidate withKeypoints(double[] points) {
        return new Candidate(left, top, right, bottom, confidence, classIndex, points);
    }

    /** Intersection over union, 0..1. */
    double iou(Candidate other) {
        double width = Math.min(right, other.right) - Math.max(left, other.left);
        double height = Math.min(bottom, other.bottom) - Math.max(top, other.top);
        if (width <= 0 || height <= 0) {
            return 0;
        }
        double shared = width * height;
        return shared / (area() + other.area() - shared);
    }

    private double area() {
        return (right - left) * (bottom - top);
    }

    boolean finite() {
        return Double.isFinite(left + top + right + bottom + confidence);
    }
}
