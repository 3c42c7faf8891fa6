package io.kinedex.inference.track;

import io.kinedex.inference.track.TrackerState.TrackState;
import io.kinedex.metadata.record.Box;
import io.kinedex.metadata.record.Detection;
import io.kinedex.metadata.record.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** One thing that is being followed. Confined to its tracker's thread. */
final class SightingTrack {
    private static final int VOTES_MAX = 32;

    private final String id;
    /** Sums of confidences by label; sorted, so that a tie is broken the same way in every run. */
    private final TreeMap<String, Double> votes = new TreeMap<>();

    private Motion motion;
    private boolean confirmed;
    private int hits;
    private Instant start;
    private Instant last;
    private Duration interval;
    private Instant end;
    private Instant best;
    private Box bestBox;
    private double bestConfidence;
    /** Whether it was seen since its sighting was last told. */
    private boolean news;

    SightingTrack(String id, Instant time, Duration interval, Detection detection) {
        this.id = id;
        this.motion = Motion.at(detection.box());
        this.start = time;
        this.last = time;
        this.interval = interval;
        this.end = time.plus(interval);
        this.best = time;
        this.bestBox = detection.box();
        this.bestConfidence = detection.confidence();
        this.hits = 1;
        this.news = true;
        votes.put(detection.label(), detection.confidence());
    }

    SightingTrack(TrackState state) {
        double[] m = state.motion();
        this.id = state.id();
        this.motion = new Motion(axis(m, 0), axis(m, 5), axis(m, 10), axis(m, 15));
        this.confirmed = state.confirmed();
        this.hits = state.hits();
        this.start = Instant.parse(state.start());
        this.last = Instant.parse(state.last());
        this.interval = Duration.parse(state.interval());
        this.end = Instant.parse(state.end());
        this.best = Instant.parse(state.best());
        this.bestBox = new Box(state.box()[0], state.box()[1], state.box()[2], state.box()[3]);
        this.bestConfidence = state.confidence();
        votes.putAll(state.votes());
    }

    TrackState state() {
        double[] m = new double[20];
        put(m, 0, motion.x());
        put(m, 5, motion.y());
        put(m, 10, motion.width());
        put(m, 15, motion.height());
        double[] box = {bestBox.left(), bestBox.top(), bestBox.width(), bestBox.height()};
        return new TrackState(
                id,
                confirmed,
                hits,
                start.toString(),
                last.toString(),
                interval.toString(),
                end.toString(),
                best.toString(),
                bestConfidence,
                box,
                m,
                new TreeMap<>(votes));
    }

    String id() {
        return id;
    }

    boolean confirmed() {
        return confirmed;
    }

    boolean news() {
        return news;
    }

    Instant last() {
        return last;
    }

    void confirm() {
        confirmed = true;
    }

    int hits() {
        return hits;
    }

    /** Where it should be by then; a time before it was last seen counts as that. */
    Motion predicted(Instant time) {
        return motion.predict(secondsUntil(time));
    }

    void hit(Instant time, Duration frameInterval, Detection detection) {
        motion = predicted(time).correct(detection.box());
        hits++;
        start = time.isBefore(start) ? time : start;
        last = time.isAfter(last) ? time : last;
        interval = frameInterval;
        Instant until = time.plus(frameInterval);
        end = until.isAfter(end) ? until : end;
        vote(detection);
        if (detection.confidence() > bestConfidence) {
            best = time;
            bestBox = detection.box();
            bestConfidence = detection.confidence();
        }
        news = true;
    }

    /** Where the labels never end, as those of a clock that is read, the weakest makes room. */
    private void vote(Detection detection) {
        votes.merge(detection.label(), detection.confidence(), Double::sum);
        if (votes.size() > VOTES_MAX) {
            votes.entrySet().stream()
                    .filter(entry -> !entry.getKey().equals(detection.label()))
                    .min(Map.Entry.comparingByValue())
                    .map(Map.Entry::getKey)
                    .ifPresent(votes::remove);
        }
    }

    /** Whether it has been out of sight for too long. */
    boolean lostBy(Instant time, Duration lostAfter, Duration frameInterval) {
        Duration longer = interval.compareTo(frameInterval) > 0 ? interval : frameInterval;
        Duration oneAndAHalf = longer.multipliedBy(3).dividedBy(2);
        Duration patience = lostAfter.compareTo(oneAndAHalf) > 0 ? lostAfter : oneAndAHalf;
        return time.isAfter(last.plus(patience));
    }

    /** What is known by now; asked for, it is no longer news. */
    Sighting told(String kind, boolean open) {
        news = false;
        return new Sighting(id, kind, label(), start, end, best, bestBox, bestConfidence, open);
    }

    /** The label that most of the confidence went to; the first in the alphabet where several did. */
    String label() {
        String label = votes.firstKey();
        for (Map.Entry<String, Double> vote : votes.entrySet()) {
            if (vote.getValue() > votes.getOrDefault(label, 0.0)) {
                label = vote.getKey();
            }
        }
        return label;
    }

    private double secondsUntil(Instant time) {
        return time.isAfter(last) ? Duration.between(last, time).toNanos() / 1e9 : 0;
    }

    private static KalmanAxis axis(double[] from, int at) {
        return new KalmanAxis(from[at], from[at + 1], from[at + 2], from[at + 3], from[at + 4]);
    }

    private static void put(double[] to, int at, KalmanAxis axis) {
        to[at] = axis.position();
        to[at + 1] = axis.velocity();
        to[at + 2] = axis.pp();
        to[at + 3] = axis.pv();
        to[at + 4] = axis.vv();
    }
}
