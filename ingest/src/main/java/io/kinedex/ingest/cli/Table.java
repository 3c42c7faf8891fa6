package io.kinedex.ingest.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Rows of text in aligned columns. One thread at a time. */
public final class Table {
    private static final String GAP = "  ";

    private final List<String> headings;
    private final Set<Integer> numbers;
    private final List<List<String>> rows = new ArrayList<>();

    /** @param numbers the columns, from 0, that are aligned at the right */
    public Table(List<String> headings, Set<Integer> numbers) {
        this.headings = List.copyOf(headings);
        this.numbers = Set.copyOf(numbers);
    }

    public Table add(String... cells) {
        if (cells.length != headings.size()) {
            throw new IllegalArgumentException("%d cells for %d columns".formatted(cells.length, headings.size()));
        }
        rows.add(List.of(cells));
        return this;
    }

    /** The headings only where there are rows. */
    public void print(Terminal terminal) {
        if (rows.isEmpty()) {
            return;
        }
        int[] widths = widths();
        terminal.line(terminal.styled("bold", line(headings, widths)));
        rows.forEach(row -> terminal.line(line(row, widths)));
    }

    private int[] widths() {
        int[] widths = new int[headings.size()];
        for (int column = 0; column < widths.length; column++) {
            widths[column] = headings.get(column).length();
            for (List<String> row : rows) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        return widths;
    }

    private String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String space = " ".repeat(widths[column] - cells.get(column).length());
            line.append(numbers.contains(column) ? space + cells.get(column) : cells.get(column) + space);
            line.append(GAP);
        }
        return line.toString().stripTrailing();
    }
}
