package io.kinedex.inference.track;

import io.kinedex.metadata.record.Box;

/**
 * Where a track is and how it moves: a Kalman filter each for its centre, width and height. The noise is in sizes of the
 * box, as in ByteTrack, and in seconds, so that it holds for any distance between frames. Immutable.
 */
record Motion(KalmanAxis x, KalmanAxis y, KalmanAxis width, KalmanAxis height) {
    /** Deviation of a detection's edges, in sizes. */
    private static final double MEASURED = 0.06;

    /** How fast things move when nothing is known yet, in sizes per second: a walker 1.5, a car in town 5. */
    private static final double SPEED = 2;

    /** How much speeds change within a second, in sizes per second. */
    private static final double AGILITY = 0.8;

    /** Sizes change less than places. */
    private static final double GROWTH = 0.3;

    /** 99 % of the true pairs are nearer than this: chi-squared of two degrees of freedom. */
    private static final double GATE = 9.21;

    /** No side gets shorter than this, in fractions of the frame. */
    private static final double SIDE_MIN = 1e-4;

    static Motion at(Box box) {
        double size = size(box.width(), box.height());
        return new Motion(
                KalmanAxis.at(centreX(box), MEASURED * size, SPEED * size),
                KalmanAxis.at(centreY(box), MEASURED * size, SPEED * size),
                KalmanAxis.at(box.width(), MEASURED * size, GROWTH * size),
                KalmanAxis.at(box.height(), MEASURED * size, GROWTH * size));
    }

    Motion predict(double seconds) {
        double size = size(width.position(), height.position());
        return new Motion(
                x.predict(seconds, AGILITY * size),
                y.predict(seconds, AGILITY * size),
                width.predict(seconds, GROWTH * size),
                height.predict(seconds, GROWTH * size));
    }

    Motion correct(Box box) {
        double deviation = MEASURED * size(box.width(), box.height());
        return new Motion(
                x.correct(centreX(box), deviation),
                y.correct(centreY(box), deviation),
                width.correct(box.width(), deviation),
                height.correct(box.height(), deviation));
    }

    /** Whether the box is near enough to be this track. */
    boolean reaches(Box box) {
        double deviation = MEASURED * size(box.width(), box.height());
        return x.surprise(centreX(box), deviation) + y.surprise(centreY(box), deviation) <= GATE;
    }

    Extent expected() {
        double w = Math.max(SIDE_MIN, width.position());
        double h = Math.max(SIDE_MIN, height.position());
        double left = x.position() - w / 2;
        double top = y.position() - h / 2;
        return new Extent(left, top, left + w, top + h);
    }

    private static double size(double width, double height) {
        return Math.sqrt(Math.max(SIDE_MIN, width) * Math.max(SIDE_MIN, height));
    }

    private static double centreX(Box box) {
        return box.left() + box.width() / 2;
    }

    private static double centreY(Box box) {
        return box.top() + box.height() / 2;
    }
}
