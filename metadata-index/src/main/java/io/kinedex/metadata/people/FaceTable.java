package io.kinedex.metadata.people;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * Unit vectors of 128 numbers in memory, and a search for the nearest by cosine. Changed and searched by one thread at a
 * time, except that searches may run side by side.
 *
 * <p>A search looks at every row twice over. First at a sketch of 128 bits, the signs of the vector after a fixed random
 * rotation, against which the query's numbers are taken with four bits each; with one factor for each row this gives an
 * unbiased estimate of the cosine (RaBitQ: Gao and Long 2024, arXiv 2405.12497). Then the {@value #CANDIDATES} rows of the
 * best estimates are compared exactly. A sketch takes 20 bytes, so that a million of them stay near the processor; the
 * vectors, of which few are touched, take 16 bits a number.
 */
public final class FaceTable {
    /** Numbers in a vector. */
    public static final int LENGTH = 128;

    /** How many rows are compared exactly; the wider the estimates scatter, the more are needed. */
    private static final int CANDIDATES = 4096;

    private static final int BLOCK = 1 << 14;
    private static final float SCALE = Short.MAX_VALUE;
    private static final int QUARTERS = LENGTH / Integer.SIZE;
    private static final int FREE = -1;
    private static final int ROUNDS = 3;
    private static final boolean[][] FLIPS = flips();

    /**
     * A row that is near.
     *
     * @param owner  whose it is
     * @param cosine exact but for the rounding of the vector to 16 bits
     */
    public record Near(int row, int owner, double cosine) {}

    private static final class Block {
        /** The sketches, a quarter of each in each array: what a loop over rows reads is in a row. */
        final int[][] sketch = new int[QUARTERS][BLOCK];

        final float[] factors = new float[BLOCK];
        final int[] owners = new int[BLOCK];
        final short[] vectors = new short[BLOCK * LENGTH];
    }

    private final List<Block> blocks = new ArrayList<>();
    private final List<Integer> free = new ArrayList<>();
    private int rows;

    /** How many rows hold a vector. */
    public int size() {
        return rows - free.size();
    }

    /** Adds a vector of length 1 for an owner, from 0, and returns its row. */
    public int add(float[] unit, int owner) {
        int row;
        if (free.isEmpty()) {
            row = rows++;
            if (row % BLOCK == 0) {
                blocks.add(new Block());
            }
        } else {
            row = free.removeLast();
        }
        blocks.get(row / BLOCK).owners[row % BLOCK] = owner;
        set(row, unit);
        return row;
    }

    /** Puts another vector of length 1 into a row. */
    public void set(int row, float[] unit) {
        Block block = blocks.get(row / BLOCK);
        int at = row % BLOCK;
        for (int i = 0; i < LENGTH; i++) {
            block.vectors[at * LENGTH + i] = (short) Math.round(unit[i] * SCALE);
        }
        float[] turned = turned(unit);
        int[] sketch = new int[QUARTERS];
        double sum = 0;
        for (int i = 0; i < LENGTH; i++) {
            sum += Math.abs(turned[i]);
            if (turned[i] >= 0) {
                sketch[i / Integer.SIZE] |= 1 << i;
            }
        }
        for (int quarter = 0; quarter < QUARTERS; quarter++) {
            block.sketch[quarter][at] = sketch[quarter];
        }
        // The sketch stands for the vector (2b - 1) / sqrt(128), whose dot product with the turned one is sum /
        // sqrt(128).
        block.factors[at] = sum > 0 ? (float) (1 / sum) : 0;
    }

    /** Empties a row; nothing of its vector stays. */
    public void remove(int row) {
        Block block = blocks.get(row / BLOCK);
        int at = row % BLOCK;
        Arrays.fill(block.vectors, at * LENGTH, (at + 1) * LENGTH, (short) 0);
        for (int[] quarter : block.sketch) {
            quarter[at] = 0;
        }
        block.factors[at] = 0;
        block.owners[at] = FREE;
        free.add(row);
    }

    /** The nearest rows to a vector of length 1, the nearest first; of equally near ones, the lower row. */
    public List<Near> nearest(float[] unit, int count) {
        Candidates candidates = new Candidates(Math.max(CANDIDATES, 2 * count));
        estimate(unit, candidates);
        Comparator<Near> order =
                Comparator.comparingDouble(Near::cosine).thenComparing(Near::row, Comparator.reverseOrder());
        PriorityQueue<Near> best = new PriorityQueue<>(order);
        for (int row : candidates.rows()) {
            Block block = blocks.get(row / BLOCK);
            int owner = block.owners[row % BLOCK];
            if (owner != FREE) {
                best.add(new Near(row, owner, cosine(block.vectors, row % BLOCK * LENGTH, unit)));
                if (best.size() > count) {
                    best.remove();
                }
            }
        }
        return best.stream().sorted(order.reversed()).toList();
    }

    private static double cosine(short[] vectors, int from, float[] unit) {
        float sum = 0;
        for (int i = 0; i < LENGTH; i++) {
            sum += vectors[from + i] * unit[i];
        }
        return sum / SCALE;
    }

    private void estimate(float[] unit, Candidates candidates) {
        Levels query = Levels.of(turned(unit));
        float[] estimates = new float[BLOCK];
        int left = rows;
        for (int b = 0; b < blocks.size(); b++) {
            int count = Math.min(left, BLOCK);
            query.estimate(blocks.get(b), count, estimates);
            for (int i = 0; i < count; i++) {
                if (estimates[i] > candidates.bound) {
                    candidates.add(b * BLOCK + i, estimates[i]);
                }
            }
            left -= BLOCK;
        }
    }

    /**
     * The turned query with four bits a number: number i is about lowest + step * (the bits i of the four planes).
     *
     * @param sum    of the numbers themselves
     * @param planes a plane for each bit, a quarter of its 128 bits each
     */
    @SuppressWarnings("ArrayRecordComponent")
    private record Levels(float lowest, float step, float sum, int[][] planes) {
        private static final int BITS = 4;

        static Levels of(float[] turned) {
            float lowest = Float.MAX_VALUE;
            float highest = -Float.MAX_VALUE;
            float sum = 0;
            for (float value : turned) {
                lowest = Math.min(lowest, value);
                highest = Math.max(highest, value);
                sum += value;
            }
            float step = Math.max((highest - lowest) / ((1 << BITS) - 1), Float.MIN_NORMAL);
            int[][] planes = new int[BITS][QUARTERS];
            for (int i = 0; i < LENGTH; i++) {
                int level = Math.round((turned[i] - lowest) / step);
                for (int bit = 0; bit < BITS; bit++) {
                    planes[bit][i / Integer.SIZE] |= (level >> bit & 1) << i;
                }
            }
            return new Levels(lowest, step, sum, planes);
        }

        void estimate(Block block, int count, float[] estimates) {
            int[] levels = new int[count];
            int[] ones = new int[count];
            for (int quarter = 0; quarter < QUARTERS; quarter++) {
                count(block.sketch[quarter], quarter, levels, ones);
            }
            float[] factors = block.factors;
            for (int i = 0; i < count; i++) {
                estimates[i] = factors[i] * (2 * (lowest * ones[i] + step * levels[i]) - sum);
            }
        }

        /** Without a branch and on ints alone, so that the compiler makes vectors of it. */
        private void count(int[] sketch, int quarter, int[] levels, int[] ones) {
            int plane0 = planes[0][quarter];
            int plane1 = planes[1][quarter];
            int plane2 = planes[2][quarter];
            int plane3 = planes[3][quarter];
            for (int i = 0; i < levels.length; i++) {
                int bits = sketch[i];
                ones[i] += Integer.bitCount(bits);
                levels[i] += Integer.bitCount(bits & plane0)
                        + 2 * Integer.bitCount(bits & plane1)
                        + 4 * Integer.bitCount(bits & plane2)
                        + 8 * Integer.bitCount(bits & plane3);
            }
        }
    }

    /** The rows of the best estimates, a little more than asked for at times. */
    private static final class Candidates {
        private final int wanted;
        private final int[] rows;
        private final float[] estimates;
        private int count;
        float bound = Float.NEGATIVE_INFINITY;

        Candidates(int wanted) {
            this.wanted = wanted;
            this.rows = new int[2 * wanted];
            this.estimates = new float[2 * wanted];
        }

        void add(int row, float estimate) {
            rows[count] = row;
            estimates[count++] = estimate;
            if (count == rows.length) {
                shrink();
            }
        }

        /** Keeps the better half; from now on only what is better than its worst comes in. */
        private void shrink() {
            float[] sorted = Arrays.copyOf(estimates, count);
            Arrays.sort(sorted);
            bound = sorted[count - wanted];
            int kept = 0;
            for (int i = 0; i < count && kept < wanted; i++) {
                if (estimates[i] >= bound) {
                    rows[kept] = rows[i];
                    estimates[kept++] = estimates[i];
                }
            }
            count = kept;
        }

        int[] rows() {
            if (count > wanted) {
                shrink();
            }
            return Arrays.copyOf(rows, count);
        }
    }

    /** A rotation without a matrix: three times flip the signs of some numbers, then a Walsh-Hadamard transform. */
    private static float[] turned(float[] unit) {
        float[] values = unit.clone();
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < LENGTH; i++) {
                values[i] = FLIPS[round][i] ? -values[i] : values[i];
            }
            for (int half = 1; half < LENGTH; half *= 2) {
                for (int i = 0; i < LENGTH; i++) {
                    if ((i & half) == 0) {
                        float one = values[i];
                        float other = values[i + half];
                        values[i] = one + other;
                        values[i + half] = one - other;
                    }
                }
            }
            for (int i = 0; i < LENGTH; i++) {
                values[i] *= (float) (1 / Math.sqrt(LENGTH));
            }
        }
        return values;
    }

    private static boolean[][] flips() {
        SplittableRandom random = new SplittableRandom(20_240_521);
        boolean[][] flips = new boolean[ROUNDS][LENGTH];
        for (boolean[] round : flips) {
            for (int i = 0; i < LENGTH; i++) {
                round[i] = random.nextBoolean();
            }
        }
        return flips;
    }
}
