package io.kinedex.inference.track;

import io.kinedex.metadata.record.Box;

/** A rectangle that, unlike a {@link Box}, may lie partly or wholly outside the frame. Immutable. */
record Extent(double left, double top, double right, double bottom) {
    static Extent of(Box box) {
        return new Extent(box.left(), box.top(), box.right(), box.bottom());
    }

    double area() {
        return (right - left) * (bottom - top);
    }

    /** Intersection over union, 0..1. */
    double iou(Extent other) {
        double w = Math.min(right, other.right) - Math.max(left, other.left);
        double h = Math.min(bottom, other.bottom) - Math.max(top, other.top);
        if (w <= 0 || h <= 0) {
            return 0;
        }
        return w * h / (area() + other.area() - w * h);
    }

    /**
     * The squared distance of the centres over that of the farthest corners, 0..1: what distance-IoU adds to the overlap,
     * so that boxes which do not meet can still be compared (Zheng et al. 2020, arXiv 1911.08287).
     */
    double apart(Extent other) {
        double dx = (left + right - other.left - other.right) / 2;
        double dy = (top + bottom - other.top - other.bottom) / 2;
        double w = Math.max(right, other.right) - Math.min(left, other.left);
        double h = Math.max(bottom, other.bottom) - Math.min(top, other.top);
        double diagonal = w * w + h * h;
        return diagonal == 0 ? 0 : (dx * dx + dy * dy) / diagonal;
    }

    /** The smaller area over the greater one, 0..1. */
    double likeness(Extent other) {
        double greater = Math.max(area(), other.area());
        return greater <= 0 ? 1 : Math.max(0, Math.min(area(), other.area())) / greater;
    }
}
