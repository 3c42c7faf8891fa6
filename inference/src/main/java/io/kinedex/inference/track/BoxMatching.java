package io.kinedex.inference.track;

import io.kinedex.metadata.record.Detection;
import java.time.Instant;
import java.util.List;

/** Joins by place, size and label. Stateless. */
final class BoxMatching implements Matching {
    /** Overlap from which a pair is possible however little the filter expected it: jumps of partly hidden boxes. */
    private static final double IOU_ENOUGH = 0.3;

    /** Overlap from which a detection may carry another label: a model that wavers between car and truck. */
    private static final double IOU_OTHER_LABEL = 0.5;

    private static final double OTHER_LABEL_COST = 0.5;

    /** Areas further apart than this are not the same thing. */
    private static final double LIKENESS_MIN = 0.2;

    private static final double LIKENESS_WEIGHT = 0.2;

    /** By overlap, distance, size and label. */
    @Override
    public int[] strong(List<SightingTrack> tracks, List<Detection> detections, Instant time) {
        double[][] cost = new double[tracks.size()][detections.size()];
        for (int t = 0; t < tracks.size(); t++) {
            Motion motion = tracks.get(t).predicted(time);
            String label = tracks.get(t).label();
            for (int d = 0; d < detections.size(); d++) {
                cost[t][d] = cost(motion, label, detections.get(d));
            }
        }
        return Assignment.solve(cost);
    }

    /** By overlap and label alone. */
    @Override
    public int[] weak(List<SightingTrack> tracks, List<Detection> detections, Instant time) {
        double[][] cost = new double[tracks.size()][detections.size()];
        for (int t = 0; t < tracks.size(); t++) {
            Extent expected = tracks.get(t).predicted(time).expected();
            String label = tracks.get(t).label();
            for (int d = 0; d < detections.size(); d++) {
                Detection detection = detections.get(d);
                double iou = expected.iou(Extent.of(detection.box()));
                boolean possible = iou >= IOU_ENOUGH && label.equals(detection.label());
                cost[t][d] = possible ? 1 - iou : Assignment.FORBIDDEN;
            }
        }
        return Assignment.solve(cost);
    }

    private static double cost(Motion motion, String label, Detection detection) {
        Extent expected = motion.expected();
        Extent seen = Extent.of(detection.box());
        double iou = expected.iou(seen);
        double likeness = expected.likeness(seen);
        boolean sameLabel = label.equals(detection.label());
        boolean near = iou >= IOU_ENOUGH || (likeness >= LIKENESS_MIN && motion.reaches(detection.box()));
        if (!near || (!sameLabel && iou < IOU_OTHER_LABEL)) {
            return Assignment.FORBIDDEN;
        }
        double cost = 1 - iou + expected.apart(seen) + LIKENESS_WEIGHT * (1 - likeness);
        return sameLabel ? cost : cost + OTHER_LABEL_COST;
    }
}
