package io.kinedex.ingest.evaluate;

import io.kinedex.metadata.record.AnalysedFrame;
import io.kinedex.metadata.record.Detection;
import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.record.TrackedDetection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * How far two engines, or two versions of one, agree on the same frames: detections of one label whose boxes overlap are the
 * same thing. The pairs that overlap most are taken first; each detection is in one pair. Frames that only one of the two looked
 * at do not count. For one thread.
 */
public final class Agreement {
    private final double iouMin;
    /** By fragment: what the first engine saw, and what the second did; a record waits for its other. */
    private final Map<String, MetadataRecord> waiting = new HashMap<>();

    private final Map<String, Counts> byLabel = new TreeMap<>();
    private final Counts all = new Counts();
    private int frames;

    /** Of one label, or of all. */
    public static final class Counts {
        private int both;
        private int first;
        private int second;
        private double overlap;

        /** Things that both found. */
        public int both() {
            return both;
        }

        /** Things that the first alone found. */
        public int firstAlone() {
            return first - both;
        }

        /** Things that the second alone found. */
        public int secondAlone() {
            return second - both;
        }

        /** Mean intersection over union of what both found, 0..1; 0 where there is nothing. */
        public double meanIou() {
            return both == 0 ? 0 : overlap / both;
        }

        /** What both found, of what either did (the F1 of one against the other), 0..1; 1 where nobody found anything. */
        public double f1() {
            return first + second == 0 ? 1 : 2.0 * both / (first + second);
        }
    }

    /** @param iouMin from which intersection over union two boxes are the same thing, 0..1 */
    public Agreement(double iouMin) {
        this.iouMin = iouMin;
    }

    /**
     * Takes in a record of either; it counts when the other's record of the same fragment has come.
     *
     * @param first whether it is the first engine's
     */
    public void add(MetadataRecord record, boolean first) {
        String fragment = record.stream() + '\0' + record.fragment().number();
        MetadataRecord other = waiting.remove(fragment + (first ? "\0second" : "\0first"));
        if (other == null) {
            waiting.put(fragment + (first ? "\0first" : "\0second"), record);
        } else {
            compare(first ? record : other, first ? other : record);
        }
    }

    private void compare(MetadataRecord first, MetadataRecord second) {
        Map<Instant, AnalysedFrame> others = new HashMap<>();
        second.frames().forEach(frame -> others.put(frame.time(), frame));
        for (AnalysedFrame frame : first.frames()) {
            AnalysedFrame other = others.get(frame.time());
            if (other != null) {
                frames++;
                compare(detections(frame), detections(other));
            }
        }
    }

    private static List<Detection> detections(AnalysedFrame frame) {
        return frame.detections().stream().map(TrackedDetection::detection).toList();
    }

    private record Pair(Detection first, Detection second, double iou) {}

    private void compare(List<Detection> first, List<Detection> second) {
        first.forEach(detection -> each(detection, counts -> counts.first++));
        second.forEach(detection -> each(detection, counts -> counts.second++));
        List<Pair> pairs = new ArrayList<>();
        for (Detection one : first) {
            for (Detection other : second) {
                double iou = one.box().iou(other.box());
                if (one.label().equals(other.label()) && iou >= iouMin) {
                    pairs.add(new Pair(one, other, iou));
                }
            }
        }
        pairs.sort(Comparator.comparingDouble(Pair::iou).reversed());
        Set<Detection> paired = Collections.newSetFromMap(new IdentityHashMap<>()); // two may be equal
        for (Pair pair : pairs) {
            if (!paired.contains(pair.first()) && !paired.contains(pair.second())) {
                paired.add(pair.first());
                paired.add(pair.second());
                each(pair.first(), counts -> {
                    counts.both++;
                    counts.overlap += pair.iou();
                });
            }
        }
    }

    private void each(Detection detection, Consumer<Counts> change) {
        change.accept(all);
        change.accept(byLabel.computeIfAbsent(detection.label(), _ -> new Counts()));
    }

    /** Frames that both looked at. */
    public int frames() {
        return frames;
    }

    public Counts all() {
        return all;
    }

    /** In the order of the labels. */
    public Map<String, Counts> byLabel() {
        return new TreeMap<>(byLabel);
    }
}
