package io.kinedex.inference.reading;

import java.util.List;

/**
 * A line of text in a picture: a rectangle that may be turned. Coordinates are pixels of the picture, x to the right and y
 * down, fractions of a pixel included. The corners go clockwise around the text from where its first line begins if it
 * is read from left to right. Immutable.
 */
record Quad(Corner topLeft, Corner topRight, Corner bottomRight, Corner bottomLeft) {
    /** A point in pixels. */
    record Corner(double x, double y) {
        double distance(Corner other) {
            return Math.hypot(x - other.x, y - other.y);
        }
    }

    /**
     * The rectangle around a centre. Of its two sides the one within 45 degrees of level becomes its width.
     *
     * @param side    pixels
     * @param other   pixels of the side across
     * @param degrees by which {@code side} is turned clockwise from level
     */
    static Quad around(double x, double y, double side, double other, double degrees) {
        long quarters = Math.round(degrees / 90);
        boolean swapped = quarters % 2 != 0;
        double width = swapped ? other : side;
        double height = swapped ? side : other;
        double angle = Math.toRadians(degrees - 90.0 * quarters);
        double alongX = Math.cos(angle) * width / 2;
        double alongY = Math.sin(angle) * width / 2;
        double downX = -Math.sin(angle) * height / 2;
        double downY = Math.cos(angle) * height / 2;
        return new Quad(
                new Corner(x - alongX - downX, y - alongY - downY),
                new Corner(x + alongX - downX, y + alongY - downY),
                new Corner(x + alongX + downX, y + alongY + downY),
                new Corner(x - alongX + downX, y - alongY + downY));
    }

    List<Corner> corners() {
        return List.of(topLeft, topRight, bottomRight, bottomLeft);
    }

    /** Pixels along the text where it is level. */
    double width() {
        return Math.max(topLeft.distance(topRight), bottomLeft.distance(bottomRight));
    }

    /** Pixels across the text where it is level. */
    double height() {
        return Math.max(topLeft.distance(bottomLeft), topRight.distance(bottomRight));
    }

    /** By how many degrees its width is turned clockwise from level. */
    double degrees() {
        return Math.toDegrees(Math.atan2(topRight.y - topLeft.y, topRight.x - topLeft.x));
    }

    double centreX() {
        return corners().stream().mapToDouble(Corner::x).average().orElseThrow();
    }

    double centreY() {
        return corners().stream().mapToDouble(Corner::y).average().orElseThrow();
    }

    double left() {
        return corners().stream().mapToDouble(Corner::x).min().orElseThrow();
    }

    double top() {
        return corners().stream().mapToDouble(Corner::y).min().orElseThrow();
    }

    double right() {
        return corners().stream().mapToDouble(Corner::x).max().orElseThrow();
    }

    double bottom() {
        return corners().stream().mapToDouble(Corner::y).max().orElseThrow();
    }
}
