package io.kinedex.metadata.bench;

import io.kinedex.metadata.people.FaceTable;
import io.kinedex.metadata.people.FaceTable.Near;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Fills a table with generated templates and measures how long the search for the nearest takes, and how often it finds the
 * one that a look at every vector finds. One thread searches. Times are of the clock on the wall; beside them those that the thread
 * spent on a processor, which other work on the machine disturbs less.
 *
 * <p>Templates are random directions. Looks at somebody who is there have the told cosine to the template; a look at nobody
 * is one more random direction, whose nearest of a million is a stranger at about 0.4, the hardest case for an estimate.
 */
public final class PeopleBenchmark {
    private static final int WARM_UP = 300;
    private static final int SEARCHES = 1_000;
    private static final int CHECKED = 300;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final double[] COSINES = {0.45, 0.6, 0.8};

    private final FaceTable table = new FaceTable();
    private final float[][] templates;
    private final Random random = new Random(1);
    private final PrintWriter out;

    private PeopleBenchmark(int count, PrintWriter out) {
        this.templates = new float[count][];
        this.out = out;
        for (int i = 0; i < count; i++) {
            templates[i] = direction();
            table.add(templates[i], i);
        }
    }

    /**
     * Runs it all and prints a table as Markdown.
     *
     * @param count how many templates to search among, from 1
     */
    public static void run(int count, PrintWriter out) {
        PeopleBenchmark benchmark = new PeopleBenchmark(count, out);
        out.printf(
                Locale.ROOT, "Nearest of %,d templates, one thread, %,d searches of each kind.%n%n", count, SEARCHES);
        out.println(
                "| look at | p50 ms | p99 ms | p50 ms on a processor | p99 ms on a processor | found of the nearest |");
        out.println("|---|---:|---:|---:|---:|---:|");
        for (double cosine : COSINES) {
            benchmark.measure("somebody, cosine %.2f".formatted(cosine), cosine);
        }
        benchmark.measure("nobody who is there", 0);
        out.flush();
    }

    private void measure(String what, double cosine) {
        for (int i = 0; i < WARM_UP; i++) {
            table.nearest(look(cosine), 1);
        }
        double[] millis = new double[SEARCHES];
        double[] busy = new double[SEARCHES];
        int found = 0;
        for (int i = 0; i < SEARCHES; i++) {
            float[] query = look(cosine);
            long from = System.nanoTime();
            long busyFrom = THREADS.getCurrentThreadCpuTime();
            List<Near> near = table.nearest(query, 1);
            busy[i] = (THREADS.getCurrentThreadCpuTime() - busyFrom) / 1e6;
            millis[i] = (System.nanoTime() - from) / 1e6;
            if (i < CHECKED && near.getFirst().owner() == nearest(query)) {
                found++;
            }
        }
        Arrays.sort(millis);
        Arrays.sort(busy);
        out.printf(
                Locale.ROOT,
                "| %s | %.2f | %.2f | %.2f | %.2f | %.3f |%n",
                what,
                millis[SEARCHES / 2],
                millis[SEARCHES * 99 / 100],
                busy[SEARCHES / 2],
                busy[SEARCHES * 99 / 100],
                (double) found / CHECKED);
        out.flush();
    }

    private int nearest(float[] query) {
        int best = 0;
        double most = -2;
        for (int i = 0; i < templates.length; i++) {
            double cosine = dot(query, templates[i]);
            if (cosine > most) {
                most = cosine;
                best = i;
            }
        }
        return best;
    }

    private float[] look(double cosine) {
        float[] noise = direction();
        if (cosine == 0) {
            return noise;
        }
        float[] face = templates[random.nextInt(templates.length)];
        double along = dot(noise, face);
        double across = Math.sqrt((1 - cosine * cosine) / (1 - along * along));
        float[] look = new float[face.length];
        for (int i = 0; i < look.length; i++) {
            look[i] = (float) (cosine * face[i] + across * (noise[i] - along * face[i]));
        }
        return look;
    }

    private float[] direction() {
        float[] vector = new float[FaceTable.LENGTH];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        double length = Math.sqrt(dot(vector, vector));
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= (float) length;
        }
        return vector;
    }

    private static double dot(float[] one, float[] other) {
        float sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }
}
