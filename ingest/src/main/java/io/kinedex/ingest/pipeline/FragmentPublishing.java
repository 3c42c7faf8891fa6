package io.kinedex.ingest.pipeline;

import io.kinedex.inference.track.SightingScope;
import io.kinedex.inference.track.SightingTracker;
import io.kinedex.inference.track.TrackerOptions;
import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.pipeline.AnalysisState.TrackerState;
import io.kinedex.ingest.pipeline.DecodedFragment.PendingFrame;
import io.kinedex.ingest.stream.EngineConfig;
import io.kinedex.ingest.stream.StreamConfig;
import io.kinedex.metadata.record.AnalysedFrame;
import io.kinedex.metadata.record.Detection;
import io.kinedex.metadata.record.EngineRef;
import io.kinedex.metadata.record.FragmentRef;
import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.record.Outcome;
import io.kinedex.metadata.record.Sighting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The second half of a stream's analysis: what was found in a fragment's frames becomes records. One thread. */
final class FragmentPublishing {
    private static final long ANSWER_SECONDS = 300;

    private final String tenant;
    private final Engines engines;
    private AnalysisState state;

    FragmentPublishing(String tenant, Engines engines, AnalysisState state) {
        this.tenant = tenant;
        this.engines = engines;
        this.state = state;
    }

    /**
     * A fragment's records and what to keep with them.
     *
     * @param looked    frames of the fragment that were analysed
     * @param next      the state after the fragment
     * @param frames    analysed in the session so far, this fragment included
     * @param sightings begun in the session so far
     */
    record Finished(
            ArchivedFragment fragment,
            List<MetadataRecord> records,
            int looked,
            AnalysisState next,
            long frames,
            long sightings) {}

    /** Waits for what the inference threads found. Takes effect only with {@link #accept}. */
    Finished finish(DecodedFragment decoded) throws InterruptedException {
        StreamConfig config = decoded.config();
        Map<String, TrackerState> trackers = new HashMap<>();
        List<MetadataRecord> records = new ArrayList<>();
        long sightings = state.sightings();
        for (Map.Entry<String, EngineConfig> engine : new TreeMap<>(config.engines()).entrySet()) {
            EngineRef ref = engines.ref(engine.getKey(), engine.getValue());
            SightingTracker tracker = tracker(config.name(), ref, engine.getValue());
            MetadataRecord record = record(decoded, ref, tracker);
            trackers.put(engine.getKey(), new TrackerState(ref.modelDigest(), tracker.state()));
            records.add(record);
            sightings += begun(record, decoded.fragment());
        }
        long frames = state.frames() + decoded.frames().size();
        boolean end = decoded.fragment().endOfSession();
        AnalysisState next = AnalysisState.of(decoded.sampler(), trackers, end ? 0 : frames, end ? 0 : sightings);
        return new Finished(decoded.fragment(), records, decoded.frames().size(), next, frames, sightings);
    }

    void accept(Finished finished) {
        state = finished.next();
    }

    private SightingTracker tracker(String stream, EngineRef engine, EngineConfig settings) {
        double high = settings.confidenceMin();
        TrackerOptions options = TrackerOptions.defaults().withConfidences(high / 2, high, high);
        String kind = engine.name().equals(StreamConfig.FACES) ? "face" : "object";
        SightingScope scope = new SightingScope(tenant, stream, engine.name(), kind, engine.modelDigest());
        TrackerState before = state.trackers().get(engine.name());
        return before != null && before.modelDigest().equals(engine.modelDigest())
                ? SightingTracker.restore(options, scope, before.state())
                : new SightingTracker(options, scope);
    }

    private MetadataRecord record(DecodedFragment decoded, EngineRef engine, SightingTracker tracker)
            throws InterruptedException {
        ArchivedFragment fragment = decoded.fragment();
        String dropped = decoded.dropped();
        List<AnalysedFrame> frames = new ArrayList<>();
        for (PendingFrame frame : decoded.frames()) {
            Answer answer = answer(frame.detections().get(engine.name()));
            if (answer.failure().isEmpty()) {
                frames.add(tracker.update(
                        fragment.number().toString(), frame.time(), decoded.interval(), answer.detections()));
            } else {
                dropped = "model %s: %s".formatted(engine.model(), answer.failure());
            }
        }
        List<Sighting> sightings = new ArrayList<>(tracker.endFragment(fragment.end()));
        if (fragment.endOfSession()) {
            sightings = ended(sightings, tracker.closeAll());
        }
        return new MetadataRecord(
                tenant,
                fragment.stream(),
                new FragmentRef(fragment.number().toString(), fragment.start(), fragment.end()),
                engine,
                outcome(frames, sightings, dropped),
                frames,
                sightings);
    }

    /** A sighting that was told as open and then ended stands in the record once, as ended. */
    private static List<Sighting> ended(List<Sighting> told, List<Sighting> closed) {
        Map<String, Sighting> byId = new LinkedHashMap<>();
        told.forEach(sighting -> byId.put(sighting.id(), sighting));
        closed.forEach(sighting -> byId.put(sighting.id(), sighting));
        return List.copyOf(byId.values());
    }

    private static Outcome outcome(List<AnalysedFrame> frames, List<Sighting> sightings, String dropped) {
        boolean found = !sightings.isEmpty()
                || frames.stream().anyMatch(frame -> !frame.detections().isEmpty());
        if (found) {
            return new Outcome.Found();
        }
        return dropped.isEmpty() ? new Outcome.Nothing() : new Outcome.Dropped(dropped);
    }

    private static long begun(MetadataRecord record, ArchivedFragment fragment) {
        return record.sightings().stream()
                .filter(sighting -> !sighting.start().isBefore(fragment.start()))
                .count();
    }

    private record Answer(List<Detection> detections, String failure) {}

    private static Answer answer(@Nullable CompletableFuture<List<Detection>> pending) throws InterruptedException {
        if (pending == null) {
            return new Answer(List.of(), "was not asked");
        }
        try {
            return new Answer(pending.get(ANSWER_SECONDS, TimeUnit.SECONDS), "");
        } catch (ExecutionException e) {
            return new Answer(
                    List.of(),
                    String.valueOf(e.getCause() == null ? e : e.getCause().getMessage()));
        } catch (TimeoutException e) {
            return new Answer(List.of(), "no answer in %d s".formatted(ANSWER_SECONDS));
        }
    }
}
