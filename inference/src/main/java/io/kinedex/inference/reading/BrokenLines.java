package io.kinedex.inference.reading;

import io.kinedex.inference.reading.Quad.Corner;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Joins pieces of one line. The detector breaks a line at wide spaces, which would tear phrases apart; two pieces are
 * joined where the second goes on where the first ends, as high and in the same direction.
 */
final class BrokenLines {
    /** Between two pieces, in heights of the line. */
    private static final double GAP_MAX = 0.6;

    /** How far the second piece may lie above or below the first, in heights. */
    private static final double OFFSET_MAX = 0.25;

    /** The lower piece over the higher one. */
    private static final double LIKENESS_MIN = 0.6;

    private static final double DEGREES_MAX = 6;

    private BrokenLines() {}

    static List<Quad> joined(List<Quad> quads) {
        List<Quad> lines = new ArrayList<>();
        for (Quad quad :
                quads.stream().sorted(Comparator.comparingDouble(Quad::left)).toList()) {
            Quad piece = quad;
            for (Quad line : lines) {
                if (goesOn(line, quad)) {
                    lines.remove(line);
                    piece = around(line, quad);
                    break;
                }
            }
            lines.add(piece);
        }
        return lines;
    }

    private static boolean goesOn(Quad line, Quad next) {
        double height = Math.max(line.height(), next.height());
        if (Math.min(line.height(), next.height()) < LIKENESS_MIN * height
                || line.width() < line.height()
                || Math.abs(line.degrees() - next.degrees()) > DEGREES_MAX) {
            return false;
        }
        double angle = Math.toRadians(line.degrees());
        Corner end = middle(line.topRight(), line.bottomRight());
        Corner begin = middle(next.topLeft(), next.bottomLeft());
        double gap = (begin.x() - end.x()) * Math.cos(angle) + (begin.y() - end.y()) * Math.sin(angle);
        double offset = (begin.y() - end.y()) * Math.cos(angle) - (begin.x() - end.x()) * Math.sin(angle);
        return Math.abs(gap) <= GAP_MAX * height && Math.abs(offset) <= OFFSET_MAX * height;
    }

    /** The smallest rectangle around both in the direction from the one's beginning to the other's end. */
    private static Quad around(Quad line, Quad next) {
        Corner from = middle(line.topLeft(), line.bottomLeft());
        Corner to = middle(next.topRight(), next.bottomRight());
        double angle = Math.atan2(to.y() - from.y(), to.x() - from.x());
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        List<Corner> turned = Stream.concat(line.corners().stream(), next.corners().stream())
                .map(corner -> new Corner(corner.x() * cos + corner.y() * sin, corner.y() * cos - corner.x() * sin))
                .toList();
        var along = turned.stream().mapToDouble(Corner::x).summaryStatistics();
        var across = turned.stream().mapToDouble(Corner::y).summaryStatistics();
        double x = (along.getMin() + along.getMax()) / 2;
        double y = (across.getMin() + across.getMax()) / 2;
        return Quad.around(
                x * cos - y * sin,
                x * sin + y * cos,
                along.getMax() - along.getMin(),
                across.getMax() - across.getMin(),
                Math.toDegrees(angle));
    }

    private static Corner middle(Corner a, Corner b) {
        return new Corner((a.x() + b.x()) / 2, (a.y() + b.y()) / 2);
    }
}
