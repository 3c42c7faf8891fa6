package io.kinedex.inference.speech;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * When each token was said, by how the decoder's attention moves over the sound: heads that follow it are normalised over the
 * tokens, smoothed by a median over 140 ms, averaged, and the path through them that rises from the first frame to the last is
 * found by dynamic time warping. For one thread.
 *
 * <p>As in Whisper's program (openai/whisper, timing.py); the warping is Giorgino's (2009), symmetric, without weights.
 */
final class WordAlignment {
    private static final double SECONDS_PER_FRAME = 0.02;
    private static final int MEDIAN = 7;

    /** Start of text, language and task come before the row that tells of the first token of the text. */
    private static final int PREFIX = 3;

    private final int heads;
    private final int frames;

    /** By token and head, attention to each frame. */
    private final List<float[][]> rows = new ArrayList<>();

    private float[][] row;

    /** When a token was said, in seconds since the first frame. */
    record Span(double start, double end) {}

    /** @param frames of 20 ms that hold sound */
    WordAlignment(int heads, int frames) {
        this.heads = heads;
        this.frames = frames;
        this.row = new float[heads][];
    }

    /** Attention of one head, whose frames begin at an index; renormalised over the frames that hold sound. */
    void put(int head, float[] attention, int from) {
        float[] part = Arrays.copyOfRange(attention, from, from + frames);
        float sum = 0;
        for (float value : part) {
            sum += value;
        }
        for (int i = 0; i < frames && sum > 0; i++) {
            part[i] /= sum;
        }
        row[head] = part;
    }

    /** Ends a token's row. */
    void nextToken() {
        rows.add(row);
        row = new float[heads][];
    }

    /** The spans of so many tokens of the text; the row after the last one tells when it ended. */
    List<Span> spans(int tokens) {
        double[][] cost = cost(Math.min(PREFIX + tokens + 1, rows.size()));
        int[] starts = startFrames(cost);
        List<Span> spans = new ArrayList<>();
        for (int i = 0; i < tokens; i++) {
            double start = starts[Math.min(i, starts.length - 1)] * SECONDS_PER_FRAME;
            double end = (i + 1 < starts.length ? starts[i + 1] : frames) * SECONDS_PER_FRAME;
            spans.add(new Span(start, Math.max(start, end)));
        }
        return spans;
    }

    /** The negative mean of the heads for the rows after the prefix. */
    private double[][] cost(int used) {
        double[][] cost = new double[used - PREFIX][frames];
        for (int head = 0; head < heads; head++) {
            float[][] normal = normalised(head, used);
            for (int token = PREFIX; token < used; token++) {
                float[] smooth = median(normal[token]);
                for (int frame = 0; frame < frames; frame++) {
                    cost[token - PREFIX][frame] -= smooth[frame] / heads;
                }
            }
        }
        return cost;
    }

    /** Each frame's attentions over the tokens to mean 0 and deviation 1. */
    private float[][] normalised(int head, int used) {
        float[][] normal = new float[used][frames];
        for (int frame = 0; frame < frames; frame++) {
            double sum = 0;
            double squares = 0;
            for (int token = 0; token < used; token++) {
                double value = rows.get(token)[head][frame];
                sum += value;
                squares += value * value;
            }
            double mean = sum / used;
            double deviation = Math.sqrt(Math.max(squares / used - mean * mean, 1e-18));
            for (int token = 0; token < used; token++) {
                normal[token][frame] = (float) ((rows.get(token)[head][frame] - mean) / deviation);
            }
        }
        return normal;
    }

    private static float[] median(float[] values) {
        int half = MEDIAN / 2;
        if (values.length <= half) {
            return values;
        }
        float[] smooth = new float[values.length];
        float[] window = new float[MEDIAN];
        for (int i = 0; i < values.length; i++) {
            for (int j = -half; j <= half; j++) {
                int at = Math.abs(i + j);
                window[j + half] = values[at < values.length ? at : 2 * (values.length - 1) - at];
            }
            Arrays.sort(window);
            smooth[i] = window[half];
        }
        return smooth;
    }

    /** For each token the first frame of the cheapest path on it. */
    private static int[] startFrames(double[][] cost) {
        int tokens = cost.length;
        int frames = cost[0].length;
        byte[][] from = new byte[tokens][frames];
        double[] before = new double[frames];
        for (int token = 0; token < tokens; token++) {
            double[] current = new double[frames];
            for (int frame = 0; frame < frames; frame++) {
                double both = token > 0 && frame > 0 ? before[frame - 1] : Double.POSITIVE_INFINITY;
                double down = token > 0 ? before[frame] : Double.POSITIVE_INFINITY;
                double along = frame > 0 ? current[frame - 1] : Double.POSITIVE_INFINITY;
                double least = token == 0 && frame == 0 ? 0 : Math.min(both, Math.min(down, along));
                from[token][frame] = (byte) (least == both ? 0 : least == down ? 1 : 2);
                current[frame] = cost[token][frame] + least;
            }
            before = current;
        }
        int[] starts = new int[tokens];
        int token = tokens - 1;
        int frame = frames - 1;
        while (token > 0 || frame > 0) {
            starts[token] = frame;
            byte step = from[token][frame];
            if (token == 0 || (frame > 0 && step == 2)) {
                frame--;
            } else {
                token--;
                frame -= step == 0 && frame > 0 ? 1 : 0;
            }
        }
        starts[0] = 0;
        return starts;
    }
}
