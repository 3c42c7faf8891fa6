package io.kinedex.samples.media;

import java.util.List;

/**
 * A piece of a film: a window that moves over a photograph.
 *
 * @param photo   the name of a pinned file
 * @param width   pixels to which the photograph is scaled
 * @param from    where the window is at first: 0..1 of the way from left to right, and from top to bottom
 * @param to      where it is at last
 * @param seconds how long it takes
 */
record Shot(String photo, int width, List<Double> from, List<Double> to, int seconds) {
    Shot {
        from = List.copyOf(from);
        to = List.copyOf(to);
        if (from.size() != 2 || to.size() != 2 || width < PhotoFilm.WIDTH || seconds < 1) {
            throw new IllegalArgumentException("a shot of %s from %s to %s, %d pixels wide, of %d seconds"
                    .formatted(photo, from, to, width, seconds));
        }
    }

    /** The FFmpeg filters that do it. */
    String filters() {
        return "scale=%d:-2:flags=bicubic,crop=%d:%d:x='(iw-ow)*(%s)':y='(ih-oh)*(%s)',setsar=1,format=yuv420p"
                .formatted(width, PhotoFilm.WIDTH, PhotoFilm.HEIGHT, way(0), way(1));
    }

    /** Where the window is, 0..1 of its way along an axis, when so much of the shot has passed. */
    double at(int axis, double passed) {
        return from.get(axis) + (to.get(axis) - from.get(axis)) * passed;
    }

    private String way(int axis) {
        return "%s+(%s)*n/%d"
                .formatted(from.get(axis), to.get(axis) - from.get(axis), seconds * PhotoFilm.FRAMES_PER_SECOND);
    }
}
