package io.kinedex.inference.track;

import io.kinedex.metadata.record.Box;
import io.kinedex.metadata.record.Detection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A made-up street with ground truth: walkers and cars that enter, cross, hide one another and leave, as a detector with
 * noise, misses, weak looks at half-hidden things and false alarms would see them.
 */
final class Street {
    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    /** What a frame shows, and what a detector makes of it. */
    record View(Instant time, Map<Integer, Box> truth, List<Detection> detections) {}

    /** What a detector does wrong. */
    record Flaws(double noise, double misses, double falseAlarms) {}

    private record Thing(
            String label, double width, double height, double y, double from, double speed, double enters) {
        double x(double seconds) {
            return from + speed * (seconds - enters);
        }

        boolean inView(double seconds) {
            double x = x(seconds);
            return seconds >= enters && x + width / 2 > 0.02 && x - width / 2 < 0.98;
        }

        Box box(double seconds) {
            double x = x(seconds);
            return Box.clipped(x - width / 2, y - height, x + width / 2, y);
        }
    }

    private final Random random;
    private final Flaws flaws;
    private final List<Thing> things = new ArrayList<>();

    Street(long seed, int walkers, int cars, double seconds, Flaws flaws) {
        this.random = new Random(seed);
        this.flaws = flaws;
        for (int i = 0; i < walkers + cars; i++) {
            boolean right = random.nextBoolean();
            double enters = random.nextDouble() * seconds * 0.7;
            double depth = random.nextDouble();
            things.add(
                    i < walkers
                            ? thing(
                                    "person",
                                    0.05 + 0.03 * depth,
                                    0.25 + 0.15 * depth,
                                    0.6 + 0.35 * depth,
                                    right,
                                    0.05 + 0.05 * random.nextDouble(),
                                    enters)
                            : thing(
                                    "car",
                                    0.2 + 0.05 * depth,
                                    0.15,
                                    0.55 + 0.05 * depth,
                                    right,
                                    0.12 + 0.12 * random.nextDouble(),
                                    enters));
        }
    }

    private static Thing thing(
            String label, double width, double height, double y, boolean right, double speed, double enters) {
        return new Thing(label, width, height, y, right ? -width / 2 : 1 + width / 2, right ? speed : -speed, enters);
    }

    List<View> views(double seconds, Duration interval) {
        List<View> views = new ArrayList<>();
        double step = interval.toNanos() / 1e9;
        for (int i = 0; i * step < seconds; i++) {
            double at = i * step;
            views.add(view(at, START.plus(interval.multipliedBy(i))));
        }
        return views;
    }

    private View view(double at, Instant time) {
        Map<Integer, Box> truth = new TreeMap<>();
        List<Detection> detections = new ArrayList<>();
        for (int i = 0; i < things.size(); i++) {
            Thing thing = things.get(i);
            if (!thing.inView(at)) {
                continue;
            }
            Box box = thing.box(at);
            double hidden = hidden(thing, box, at);
            if (hidden < 0.9) {
                truth.put(i, box);
            }
            if (hidden < 0.75 && random.nextDouble() >= flaws.misses) {
                double confidence = Math.clamp(0.8 - 0.7 * hidden + 0.08 * random.nextGaussian(), 0.1, 0.99);
                detections.add(new Detection(thing.label, confidence, noisy(box)));
            }
        }
        if (random.nextDouble() < flaws.falseAlarms) {
            Box ghost = Box.clipped(random.nextDouble(), random.nextDouble(), 1, 1);
            Box small = Box.clipped(ghost.left(), ghost.top(), ghost.left() + 0.08, ghost.top() + 0.2);
            detections.add(new Detection("person", 0.1 + 0.4 * random.nextDouble(), small));
        }
        Collections.shuffle(detections, random);
        return new View(time, truth, detections);
    }

    /** The greatest part of the box that one thing nearer to the camera covers. */
    private double hidden(Thing thing, Box box, double at) {
        double most = 0;
        for (Thing other : things) {
            if (other != thing && other.y > thing.y && other.inView(at)) {
                Box cover = other.box(at);
                double w = Math.min(box.right(), cover.right()) - Math.max(box.left(), cover.left());
                double h = Math.min(box.bottom(), cover.bottom()) - Math.max(box.top(), cover.top());
                most = Math.max(most, w <= 0 || h <= 0 ? 0 : w * h / box.area());
            }
        }
        return most;
    }

    private Box noisy(Box box) {
        double x = flaws.noise * Math.min(box.width(), box.height());
        return Box.clipped(
                box.left() + x * random.nextGaussian(),
                box.top() + x * random.nextGaussian(),
                Math.max(box.left() + 0.01, box.right() + x * random.nextGaussian()),
                Math.max(box.top() + 0.01, box.bottom() + x * random.nextGaussian()));
    }
}
