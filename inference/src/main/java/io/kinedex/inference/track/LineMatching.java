package io.kinedex.inference.track;

import io.kinedex.metadata.record.Detection;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/**
 * Joins lines of text, whose labels are what was read: by place where the text is nearly the same, by the text where it has
 * moved, and by where one reading goes on after another along one row. One thread.
 */
final class LineMatching implements Matching {
    /** Likeness from which two readings are of one line wherever they are. */
    static final double SAME = 0.8;

    /** Likeness that is enough in one place. */
    private static final double SAME_IN_PLACE = 0.5;

    private static final double IN_PLACE = 0.3;

    /** Shorter texts are everywhere: they are only joined in one place. */
    private static final int MOVING_MIN = 4;

    /** How far a line may move between two frames, in fractions of the picture. */
    private static final double MOVE_MAX = 0.35;

    /** How far a line that moves along one axis may stray along the other. */
    private static final double STRAY_MAX = 0.04;

    /** The height of one of two boxes over the other's. */
    private static final double HEIGHT_LIKENESS = 0.6;

    private final Function<SightingTrack, LineReading> readings;

    /** @param readings what has been read of a track */
    LineMatching(Function<SightingTrack, LineReading> readings) {
        this.readings = readings;
    }

    @Override
    public int[] strong(List<SightingTrack> tracks, List<Detection> detections, Instant time) {
        double[][] cost = new double[tracks.size()][detections.size()];
        for (int t = 0; t < tracks.size(); t++) {
            Extent expected = tracks.get(t).predicted(time).expected();
            LineReading reading = readings.apply(tracks.get(t));
            for (int d = 0; d < detections.size(); d++) {
                cost[t][d] = cost(tracks.get(t), reading, expected, detections.get(d));
            }
        }
        return Assignment.solve(cost);
    }

    @Override
    public int[] weak(List<SightingTrack> tracks, List<Detection> detections, Instant time) {
        double[][] cost = new double[tracks.size()][detections.size()];
        for (int t = 0; t < tracks.size(); t++) {
            Extent expected = tracks.get(t).predicted(time).expected();
            LineReading reading = readings.apply(tracks.get(t));
            for (int d = 0; d < detections.size(); d++) {
                Detection detection = detections.get(d);
                cost[t][d] = inPlace(
                        likeness(tracks.get(t), reading, detection.label()), expected.iou(Extent.of(detection.box())));
            }
        }
        return Assignment.solve(cost);
    }

    private static double cost(SightingTrack track, LineReading reading, Extent expected, Detection detection) {
        Extent seen = Extent.of(detection.box());
        double likeness = likeness(track, reading, detection.label());
        double cost = inPlace(likeness, expected.iou(seen));
        if (cost < Assignment.FORBIDDEN || !asHigh(expected, seen)) {
            return cost;
        }
        if (likeness >= SAME && LineText.length(detection.label()) >= MOVING_MIN && hasMoved(expected, seen)) {
            return 1 + (1 - likeness) + expected.apart(seen);
        }
        boolean goesOn =
                sameRow(expected, seen) && reading.seam(detection.label()).isPresent();
        return goesOn ? 2 + expected.apart(seen) : Assignment.FORBIDDEN;
    }

    private static double inPlace(double likeness, double iou) {
        boolean possible = iou >= IN_PLACE && likeness >= SAME_IN_PLACE;
        return possible ? (1 - iou) / 2 + (1 - likeness) / 2 : Assignment.FORBIDDEN;
    }

    /** To the line as it was read most or as it was read last, whichever is nearer. */
    private static double likeness(SightingTrack track, LineReading reading, String text) {
        return Math.max(LineText.likeness(track.label(), text), LineText.likeness(reading.last(), text));
    }

    private static boolean asHigh(Extent a, Extent b) {
        double one = a.bottom() - a.top();
        double other = b.bottom() - b.top();
        return Math.min(one, other) >= HEIGHT_LIKENESS * Math.max(one, other);
    }

    /** Up, down or along its row, as titles and tickers do. */
    private static boolean hasMoved(Extent from, Extent to) {
        double x = Math.abs(to.left() + to.right() - from.left() - from.right()) / 2;
        double y = Math.abs(to.top() + to.bottom() - from.top() - from.bottom()) / 2;
        return Math.max(x, y) <= MOVE_MAX && Math.min(x, y) <= STRAY_MAX;
    }

    private static boolean sameRow(Extent a, Extent b) {
        double shared = Math.min(a.bottom(), b.bottom()) - Math.max(a.top(), b.top());
        boolean near = a.left() < b.right() && b.left() < a.right();
        return near && shared >= HEIGHT_LIKENESS * Math.min(a.bottom() - a.top(), b.bottom() - b.top());
    }
}
