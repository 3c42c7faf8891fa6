package io.kinedex.inference.sound;

import io.kinedex.frames.Sound;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;

/**
 * The sound of a stream as one line of samples. Pieces are put where their timestamps say: what is off by less than 40 ms joins,
 * a gap of up to a second becomes silence, an overlap is left out. Positions count samples since the line began; each piece
 * says anew at what time its first one is, so that clocks do not drift apart. For one thread.
 */
public final class SoundLine {
    private static final Duration JOIN_MAX = Duration.ofMillis(40);
    private static final Duration STEP_MAX = Duration.ofSeconds(1);

    private final Deque<Anchor> anchors = new ArrayDeque<>();
    private float[] samples = new float[Sound.RATE * 4];
    private long base;
    private int size;

    /** At what time a position is heard, and those after it. */
    private record Anchor(long position, Instant time) {
        Instant timeAt(long other) {
            return time.plus(Sound.duration(other - position));
        }
    }

    /** Begins at a position. */
    public SoundLine(long position) {
        this.base = position;
    }

    /** The position after the last sample. */
    public long end() {
        return base + size;
    }

    /** The position of the first sample that is kept. */
    public long base() {
        return base;
    }

    /** Whether a piece goes on where the line is; else the line is to be {@link #turn turned} to it. */
    public boolean reaches(Sound piece) {
        return anchors.isEmpty() || off(piece).abs().compareTo(STEP_MAX) <= 0;
    }

    /** The next piece stands at the end of the line, whenever it is heard. */
    public void turn() {
        anchors.clear();
    }

    /** The next piece is expected at a time. */
    public void expect(Instant time) {
        anchors.clear();
        anchors.add(new Anchor(end(), time));
    }

    /** When the next sample is expected; empty where nothing came before. */
    public Optional<Instant> expected() {
        return Optional.ofNullable(anchors.peekLast()).map(anchor -> anchor.timeAt(end()));
    }

    public void append(Sound piece) {
        float[] more = piece.samples();
        Instant start = piece.start();
        Duration off = anchors.isEmpty() ? Duration.ZERO : off(piece);
        if (off.compareTo(JOIN_MAX) > 0) {
            grow((int) Sound.samples(off));
        } else if (off.compareTo(JOIN_MAX.negated()) < 0) {
            int known = (int) Math.min(more.length, Sound.samples(off.negated()));
            more = Arrays.copyOfRange(more, known, more.length);
            start = start.plus(Sound.duration(known));
        }
        if (more.length > 0) {
            anchors.add(new Anchor(end(), start));
            int at = size;
            grow(more.length);
            System.arraycopy(more, 0, samples, at, more.length);
        }
    }

    /** How far behind the end of the line a piece starts; negative where it overlaps. */
    private Duration off(Sound piece) {
        return Duration.between(anchors.getLast().timeAt(end()), piece.start());
    }

    private void grow(int count) {
        if (size + count > samples.length) {
            samples = Arrays.copyOf(samples, Math.max(size + count, samples.length * 2));
        }
        Arrays.fill(samples, size, size + count, 0);
        size += count;
    }

    /** When the sample at a position is heard. */
    public Instant timeAt(long position) {
        Anchor found = anchors.getFirst();
        for (Anchor anchor : anchors) {
            if (anchor.position() <= position) {
                found = anchor;
            }
        }
        return found.timeAt(position);
    }

    /** Samples that are kept. */
    public float[] copy(long from, long to) {
        return Arrays.copyOfRange(samples, (int) (from - base), (int) (to - base));
    }

    /** The array behind the line, from {@link #index} on; not to be changed. */
    public float[] samples() {
        return samples;
    }

    public int index(long position) {
        return (int) (position - base);
    }

    /** Forgets what lies before a position. */
    public void drop(long before) {
        int count = (int) Math.clamp(before - base, 0, size);
        System.arraycopy(samples, count, samples, 0, size - count);
        base += count;
        size -= count;
        while (anchors.size() > 1) {
            Anchor first = anchors.removeFirst();
            if (anchors.getFirst().position() > base) {
                anchors.addFirst(first);
                return;
            }
        }
    }

    /** The middle of the quietest 60 ms in an interval. */
    public long quietest(long from, long to) {
        int window = Sound.RATE * 60 / 1000;
        double energy = 0;
        double least = Double.MAX_VALUE;
        long best = from;
        for (int i = index(from); i < index(to); i++) {
            energy += samples[i] * (double) samples[i];
            int oldest = i - window;
            if (oldest >= index(from)) {
                energy -= samples[oldest] * (double) samples[oldest];
                if (energy < least) {
                    least = energy;
                    best = base + i - window / 2;
                }
            }
        }
        return best;
    }
}
