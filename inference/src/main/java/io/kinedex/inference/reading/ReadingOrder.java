package io.kinedex.inference.reading;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Lines as people read them: rows from top to bottom, each from left to right. */
final class ReadingOrder {
    /** Of the lower one of two lines: those whose middles are nearer are in one row. */
    private static final double SAME_ROW = 0.5;

    private ReadingOrder() {}

    static List<Quad> of(List<Quad> quads) {
        List<Quad> down = quads.stream()
                .sorted(Comparator.comparingDouble(Quad::centreY).thenComparingDouble(Quad::left))
                .toList();
        List<List<Quad>> rows = new ArrayList<>();
        for (Quad quad : down) {
            if (rows.isEmpty() || !sameRow(rows.getLast(), quad)) {
                rows.add(new ArrayList<>());
            }
            rows.getLast().add(quad);
        }
        return rows.stream()
                .flatMap(row -> row.stream().sorted(Comparator.comparingDouble(Quad::left)))
                .toList();
    }

    private static boolean sameRow(List<Quad> row, Quad quad) {
        Quad first = row.getFirst();
        double lower = Math.min(first.bottom() - first.top(), quad.bottom() - quad.top());
        return quad.centreY() - first.centreY() < SAME_ROW * lower;
    }
}
