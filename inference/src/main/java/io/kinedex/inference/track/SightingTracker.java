package io.kinedex.inference.track;

import io.kinedex.metadata.record.AnalysedFrame;
import io.kinedex.metadata.record.Detection;
import io.kinedex.metadata.record.Sighting;
import io.kinedex.metadata.record.TrackedDetection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Joins the detections of one engine on one stream into sightings. One thread at a time.
 *
 * <p>For each fragment in turn: {@link #update} for each analysed frame in order of time, then {@link #endFragment}, whose
 * sightings go into the fragment's record, then {@link #state()} for the checkpoint. After the last fragment of a stream
 * that has ended call {@link #closeAll()} instead of {@code endFragment}.
 *
 * <p>A tracker that is restored from the state after any fragment and given the fragments from there on gives exactly
 * what the first one would have given, ids included.
 *
 * <p>Times are producer times. A frame may have the time of the one before it or a slightly earlier one; a step back by
 * more than {@link TrackerOptions#lostAfter()} ends all open sightings, as does a gap of that length.
 */
public final class SightingTracker implements Tracker {
    private static final Duration INTERVAL_MIN = Duration.ofMillis(1);

    private final TrackerOptions options;
    private final SightingScope scope;
    private final Matching matching;
    private final List<SightingTrack> tracks = new ArrayList<>();
    private final List<Sighting> ended = new ArrayList<>();
    private String fragment = "";
    private int ordinal;
    private @Nullable Instant latest;

    public SightingTracker(TrackerOptions options, SightingScope scope) {
        this(options, scope, new BoxMatching());
    }

    SightingTracker(TrackerOptions options, SightingScope scope, Matching matching) {
        this.options = options;
        this.scope = scope;
        this.matching = matching;
    }

    /**
     * Goes on where another tracker stood.
     *
     * @param stateJson from {@link #state()}
     * @throws io.kinedex.inference.InferenceException with code BAD_STATE where it is not a tracker's state
     */
    public static SightingTracker restore(TrackerOptions options, SightingScope scope, String stateJson) {
        return restore(options, scope, new BoxMatching(), stateJson);
    }

    static SightingTracker restore(TrackerOptions options, SightingScope scope, Matching matching, String stateJson) {
        TrackerState state = TrackerState.parse(stateJson);
        SightingTracker tracker = new SightingTracker(options, scope, matching);
        tracker.fragment = state.fragment();
        tracker.ordinal = state.ordinal();
        tracker.latest = state.latest() == null ? null : Instant.parse(state.latest());
        state.tracks().forEach(track -> tracker.tracks.add(new SightingTrack(track)));
        return tracker;
    }

    /**
     * Takes in one frame.
     *
     * @param fragmentNumber of the fragment that the frame is in
     * @param time           of the frame
     * @param frameInterval  how long until the next analysed frame is expected; less than a millisecond counts as one
     * @param detections     in any order; those below {@link TrackerOptions#highConfidence()} should be among them
     * @return the frame with its detections, most confident first, each with its sighting's id where one is confirmed. A
     *     detection of low confidence that belongs to no sighting is noise and left out
     */
    public AnalysedFrame update(
            String fragmentNumber, Instant time, Duration frameInterval, List<Detection> detections) {
        Duration interval = frameInterval.compareTo(INTERVAL_MIN) < 0 ? INTERVAL_MIN : frameInterval;
        enter(fragmentNumber, time);
        closeLost(time, interval);
        List<Detection> seen = strongest(detections);
        int strong = (int) seen.stream()
                .takeWhile(detection -> detection.confidence() >= options.highConfidence())
                .count();
        @Nullable SightingTrack[] owners = new @Nullable SightingTrack[seen.size()];
        Look look = new Look(time, interval, seen, strong, owners);
        associate(look);
        begin(look);
        boundTracks();
        return new AnalysedFrame(time, tracked(look));
    }

    @Override
    public AnalysedFrame track(String fragmentNumber, Instant time, Duration frameInterval, List<Finding> findings) {
        return update(
                fragmentNumber,
                time,
                frameInterval,
                findings.stream().map(Finding::detection).toList());
    }

    @Override
    public List<Sighting> endFragment(Instant end) {
        closeLost(end, INTERVAL_MIN);
        List<Sighting> told = new ArrayList<>(ended);
        ended.clear();
        for (SightingTrack track : tracks) {
            if (track.confirmed() && track.news()) {
                told.add(track.told(scope.kind(), true));
            }
        }
        return List.copyOf(told);
    }

    @Override
    public List<Sighting> closeAll() {
        close(List.copyOf(tracks));
        List<Sighting> told = List.copyOf(ended);
        ended.clear();
        return told;
    }

    @Override
    public String state() {
        if (!ended.isEmpty() || tracks.stream().anyMatch(track -> track.confirmed() && track.news())) {
            throw new IllegalStateException(
                    "fragment %s was not ended before its state was asked for".formatted(fragment));
        }
        return new TrackerState(
                        TrackerState.VERSION,
                        fragment,
                        ordinal,
                        latest == null ? null : latest.toString(),
                        tracks.stream().map(SightingTrack::state).toList())
                .toJson();
    }

    /** How many tracks are open, confirmed or not. */
    public int openTracks() {
        return tracks.size();
    }

    /** A frame and what has been made of it. The first {@code strong} detections are those of high confidence. */
    private record Look(
            Instant time,
            Duration interval,
            List<Detection> seen,
            int strong,
            @Nullable SightingTrack[] owners) {
        List<Integer> unowned(int from, int to) {
            List<Integer> free = new ArrayList<>();
            for (int d = from; d < to; d++) {
                if (owners[d] == null) {
                    free.add(d);
                }
            }
            return free;
        }
    }

    private void enter(String fragmentNumber, Instant time) {
        if (!fragmentNumber.equals(fragment)) {
            fragment = fragmentNumber;
            ordinal = 0;
        }
        if (latest != null && time.isBefore(latest.minus(options.lostAfter()))) {
            close(List.copyOf(tracks));
        }
        latest = time;
    }

    private List<Detection> strongest(List<Detection> detections) {
        return detections.stream()
                .filter(detection -> detection.confidence() >= options.lowConfidence())
                .sorted(Comparator.comparingDouble(Detection::confidence).reversed())
                .limit(options.detectionsMax())
                .toList();
    }

    /** ByteTrack's order: sightings by strong detections, then by weak ones; what is not confirmed gets what is left. */
    private void associate(Look look) {
        List<SightingTrack> sightings =
                tracks.stream().filter(SightingTrack::confirmed).toList();
        List<SightingTrack> tentative =
                tracks.stream().filter(track -> !track.confirmed()).toList();
        List<SightingTrack> unseen = join(look, sightings, look.unowned(0, look.strong), true);
        join(look, unseen, look.unowned(look.strong, look.seen.size()), false);
        tracks.removeAll(join(look, tentative, look.unowned(0, look.strong), true));
    }

    /** Gives detections to tracks; returns the tracks that got none. */
    private List<SightingTrack> join(Look look, List<SightingTrack> candidates, List<Integer> free, boolean strong) {
        List<Detection> offered = free.stream().map(look.seen::get).toList();
        int[] chosen = strong
                ? matching.strong(candidates, offered, look.time)
                : matching.weak(candidates, offered, look.time);
        List<SightingTrack> without = new ArrayList<>();
        for (int t = 0; t < chosen.length; t++) {
            SightingTrack track = candidates.get(t);
            if (chosen[t] < 0) {
                without.add(track);
                continue;
            }
            int d = free.get(chosen[t]);
            track.hit(look.time, look.interval, look.seen.get(d));
            look.owners[d] = track;
            confirm(track, look.seen.get(d), look.interval);
        }
        return without;
    }

    private void begin(Look look) {
        for (int d : look.unowned(0, look.strong)) {
            Detection detection = look.seen.get(d);
            String id = scope.sightingId(fragment, look.time, ordinal++);
            SightingTrack track = new SightingTrack(id, look.time, look.interval, detection);
            confirm(track, detection, look.interval);
            tracks.add(track);
            look.owners[d] = track;
        }
    }

    /** By enough hits, by one that is sure, or because no second look comes in time. */
    private void confirm(SightingTrack track, Detection detection, Duration interval) {
        if (track.hits() >= options.confirmHits()
                || detection.confidence() >= options.aloneConfidence()
                || interval.compareTo(options.lostAfter()) >= 0) {
            track.confirm();
        }
    }

    private void closeLost(Instant time, Duration interval) {
        close(tracks.stream()
                .filter(track -> track.lostBy(time, options.lostAfter(), interval))
                .toList());
    }

    private void boundTracks() {
        int surplus = tracks.size() - options.tracksMax();
        if (surplus > 0) {
            close(tracks.stream()
                    .sorted(Comparator.comparing(SightingTrack::last))
                    .limit(surplus)
                    .toList());
        }
    }

    private void close(List<SightingTrack> over) {
        for (SightingTrack track : over) {
            if (track.confirmed()) {
                ended.add(track.told(scope.kind(), false));
            }
        }
        tracks.removeAll(over);
    }

    private List<TrackedDetection> tracked(Look look) {
        List<TrackedDetection> tracked = new ArrayList<>();
        for (int d = 0; d < look.seen.size(); d++) {
            SightingTrack owner = look.owners[d];
            boolean sighting = owner != null && owner.confirmed();
            if (sighting || d < look.strong) {
                tracked.add(new TrackedDetection(sighting && owner != null ? owner.id() : "", look.seen.get(d)));
            }
        }
        return tracked;
    }
}
