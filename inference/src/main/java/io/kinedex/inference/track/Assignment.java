package io.kinedex.inference.track;

import java.util.Arrays;

/**
 * The cheapest one-to-one assignment of rows to columns, in O(rows² columns): the Hungarian method with potentials and
 * shortest augmenting paths (Kuhn 1955; Jonker and Volgenant 1987). Pairs that cost {@link #FORBIDDEN} are never made;
 * as many of the others are made as possible.
 */
public final class Assignment {
    public static final double FORBIDDEN = Double.POSITIVE_INFINITY;

    /** Stands in for a forbidden pair while solving: dearer than any number of permitted ones. */
    private static final double DEAR = 1e6;

    private static final int NONE = -1;

    private final double[][] cost;
    private final int rows;
    private final int columns;
    private final double[] rowPotential;
    private final double[] columnPotential;
    private final int[] rowOfColumn;

    /** Rows at most as many as columns. */
    private Assignment(double[][] cost, int columns) {
        this.cost = cost;
        this.rows = cost.length;
        this.columns = columns;
        this.rowPotential = new double[rows];
        this.columnPotential = new double[columns];
        this.rowOfColumn = new int[columns];
        Arrays.fill(rowOfColumn, NONE);
    }

    /**
     * @param cost one array per row, all equally long; finite costs below 1000 in size, or {@link #FORBIDDEN}
     * @return for each row its column, or -1 where it has none
     */
    public static int[] solve(double[][] cost) {
        int[] columnOfRow = new int[cost.length];
        Arrays.fill(columnOfRow, NONE);
        if (cost.length == 0 || cost[0].length == 0) {
            return columnOfRow;
        }
        boolean wide = cost.length <= cost[0].length;
        double[][] upright = wide ? cost : transposed(cost);
        int[] rowOfColumn = new Assignment(upright, upright[0].length).rowsOfColumns();
        for (int column = 0; column < rowOfColumn.length; column++) {
            int row = rowOfColumn[column];
            if (row != NONE && upright[row][column] < DEAR) {
                columnOfRow[wide ? row : column] = wide ? column : row;
            }
        }
        return columnOfRow;
    }

    private int[] rowsOfColumns() {
        for (int row = 0; row < rows; row++) {
            augment(row);
        }
        return rowOfColumn;
    }

    /** Finds the cheapest path of alternating edges from a free row to a free column and flips it. */
    private void augment(int start) {
        double[] distance = new double[columns];
        int[] previous = new int[columns];
        boolean[] done = new boolean[columns];
        Arrays.fill(distance, Double.POSITIVE_INFINITY);
        int column = NONE;
        int row = start;
        double reached = 0;
        while (row != NONE) {
            int nearest = NONE;
            for (int c = 0; c < columns; c++) {
                if (done[c]) {
                    continue;
                }
                double through = reached + price(row, c) - rowPotential[row] - columnPotential[c];
                if (through < distance[c]) {
                    distance[c] = through;
                    previous[c] = column;
                }
                if (nearest == NONE || distance[c] < distance[nearest]) {
                    nearest = c;
                }
            }
            column = nearest;
            reached = distance[column];
            done[column] = true;
            row = rowOfColumn[column];
        }
        reprice(start, distance, done, reached);
        flip(start, column, previous);
    }

    private double price(int row, int column) {
        return Math.min(cost[row][column], DEAR);
    }

    private void reprice(int start, double[] distance, boolean[] done, double reached) {
        rowPotential[start] += reached;
        for (int c = 0; c < columns; c++) {
            if (done[c] && rowOfColumn[c] != NONE) {
                rowPotential[rowOfColumn[c]] += reached - distance[c];
            }
            if (done[c]) {
                columnPotential[c] -= reached - distance[c];
            }
        }
    }

    private void flip(int start, int last, int[] previous) {
        int column = last;
        while (previous[column] != NONE) {
            rowOfColumn[column] = rowOfColumn[previous[column]];
            column = previous[column];
        }
        rowOfColumn[column] = start;
    }

    private static double[][] transposed(double[][] cost) {
        double[][] turned = new double[cost[0].length][cost.length];
        for (int r = 0; r < cost.length; r++) {
            for (int c = 0; c < cost[0].length; c++) {
                turned[c][r] = cost[r][c];
            }
        }
        return turned;
    }
}
