package io.kinedex.inference.face;

import io.kinedex.inference.translate.Picture;
import io.kinedex.metadata.record.Keypoint;
import java.util.List;
import java.util.Optional;

/** What is asked of a face's keypoints. */
final class FacePoints {
    private FacePoints() {}

    static Optional<Keypoint> find(List<Keypoint> points, String name) {
        return points.stream().filter(point -> point.name().equals(name)).findFirst();
    }

    /** From fractions of the picture to pixels. */
    static List<Keypoint> pixels(List<Keypoint> fractions, Picture picture) {
        return fractions.stream()
                .map(point -> new Keypoint(point.name(), point.x() * picture.width(), point.y() * picture.height()))
                .toList();
    }

    /**
     * How far the nose stands off the middle between the eyes along the line of the eyes, in distances of the eyes: 0 seen
     * from the front, beyond about 0.5 from the side. 1 where points are missing or the eyes are in one place.
     */
    static double turn(List<Keypoint> points) {
        Optional<Keypoint> right = find(points, "right-eye");
        Optional<Keypoint> left = find(points, "left-eye");
        Optional<Keypoint> nose = find(points, "nose");
        if (right.isEmpty() || left.isEmpty() || nose.isEmpty()) {
            return 1;
        }
        double dx = left.get().x() - right.get().x();
        double dy = left.get().y() - right.get().y();
        double square = dx * dx + dy * dy;
        if (square < 1e-9) {
            return 1;
        }
        double along = (nose.get().x() - right.get().x()) * dx
                + (nose.get().y() - right.get().y()) * dy;
        return Math.abs(along / square - 0.5);
    }
}
