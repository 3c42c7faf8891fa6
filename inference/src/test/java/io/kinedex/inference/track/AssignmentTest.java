package io.kinedex.inference.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class AssignmentTest {
    private static final double NO = Assignment.FORBIDDEN;

    @Test
    void assignsNothingWhereThereIsNothing() {
        assertThat(Assignment.solve(new double[0][0])).isEmpty();
        assertThat(Assignment.solve(new double[2][0])).containsExactly(-1, -1);
    }

    @Test
    void prefersTheCheapestSumToTheCheapestPair() {
        assertThat(Assignment.solve(new double[][] {{1, 2}, {1.5, 10}})).containsExactly(1, 0);
    }

    @Test
    void leavesRowsOutWhereColumnsAreFew() {
        assertThat(Assignment.solve(new double[][] {{3}, {1}, {2}})).containsExactly(-1, 0, -1);
    }

    @Test
    void makesNoForbiddenPair() {
        assertThat(Assignment.solve(new double[][] {{NO, NO}, {0.5, NO}})).containsExactly(-1, 0);
    }

    @Test
    void equalsTheBestOfAllPermutations() {
        Random random = new Random(7);
        for (int round = 0; round < 500; round++) {
            int rows = 1 + random.nextInt(5);
            int columns = 1 + random.nextInt(5);
            double[][] cost = new double[rows][columns];
            for (double[] row : cost) {
                for (int c = 0; c < columns; c++) {
                    row[c] = random.nextInt(4) == 0 ? NO : random.nextDouble();
                }
            }
            int[] solved = Assignment.solve(cost);
            assertThat(total(cost, solved)).isCloseTo(best(cost, 0, new boolean[columns]), within(1e-9));
        }
    }

    /** A pair that is left out costs 100. */
    private static double total(double[][] cost, int[] columns) {
        double sum = 0;
        boolean[] taken = new boolean[cost[0].length];
        for (int r = 0; r < columns.length; r++) {
            if (columns[r] >= 0) {
                assertThat(taken[columns[r]]).isFalse();
                taken[columns[r]] = true;
            }
            sum += columns[r] < 0 ? 100 : cost[r][columns[r]];
        }
        return sum;
    }

    private static double best(double[][] cost, int row, boolean[] taken) {
        if (row == cost.length) {
            return 0;
        }
        double best = 100 + best(cost, row + 1, taken);
        for (int c = 0; c < taken.length; c++) {
            if (!taken[c] && cost[row][c] != NO) {
                taken[c] = true;
                best = Math.min(best, cost[row][c] + best(cost, row + 1, taken));
                taken[c] = false;
            }
        }
        return best;
    }
}
