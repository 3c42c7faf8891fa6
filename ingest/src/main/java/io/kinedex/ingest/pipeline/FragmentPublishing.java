package io.kinedex.ingest.pipeline;

import io.kinedex.inference.track.Finding;
import io.kinedex.inference.track.SightingScope;
import io.kinedex.inference.track.Tracker;
import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.pipeline.AnalysisState.EngineState;
import io.kinedex.ingest.pipeline.DecodedFragment.PendingFrame;
import io.kinedex.ingest.stream.EngineConfig;
import io.kinedex.ingest.stream.StreamConfig;
import io.kinedex.metadata.record.AnalysedFrame;
import io.kinedex.metadata.record.Embedding;
import io.kinedex.metadata.record.EngineRef;
import io.kinedex.metadata.record.FragmentRef;
import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.record.Outcome;
import io.kinedex.metadata.record.Rerun;
import io.kinedex.metadata.record.Sighting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
    private final Optional<Rerun> rerun;
    private AnalysisState state;

    /** @param rerun which its records are part of; empty for the first look at what comes in */
    FragmentPublishing(String tenant, Engines engines, AnalysisState state, Optional<Rerun> rerun) {
        this.tenant = tenant;
        this.engines = engines;
        this.state = state;
        this.rerun = rerun;
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
        Map<String, EngineState> trackers = new HashMap<>();
        List<MetadataRecord> records = new ArrayList<>();
        long sightings = state.sightings();
        for (Map.Entry<String, EngineConfig> engine : new TreeMap<>(config.engines()).entrySet()) {
            EngineModel model = Objects.requireNonNull(decoded.models().get(engine.getKey()));
            EngineRef ref = new EngineRef(engine.getKey(), engine.getValue().model(), model.digest());
            MetadataRecord record = switch (model) {
                case EngineModel.Seeing seeing -> {
                    Tracker tracker = tracker(config.name(), ref, engine.getValue(), seeing);
                    MetadataRecord seen = seen(decoded, ref, tracker);
                    trackers.put(engine.getKey(), new EngineState(ref.modelDigest(), tracker.state()));
                    yield seen;
                }
                case EngineModel.Hearing _ -> heard(decoded, ref);
            };
            records.add(record);
            sightings += begun(record, decoded.fragment(), engines.model(engine.getValue()));
        }
        long frames = state.frames() + decoded.frames().size();
        boolean end = decoded.fragment().endOfSession();
        AnalysisState next =
                AnalysisState.of(decoded.sampler(), trackers, decoded.states(), end ? 0 : frames, end ? 0 : sightings);
        return new Finished(decoded.fragment(), records, decoded.frames().size(), next, frames, sightings);
    }

    void accept(Finished finished) {
        state = finished.next();
    }

    private Tracker tracker(String stream, EngineRef engine, EngineConfig settings, EngineModel.Seeing model) {
        SightingScope scope = scope(stream, engine, model.kind());
        return model.tracker(scope, settings, state.tracker(engine.name(), engine.modelDigest()));
    }

    /** What a rerun finds is another sighting than what was found before, also by the same model. */
    private SightingScope scope(String stream, EngineRef engine, String kind) {
        String model = rerun.map(its -> engine.modelDigest() + "/" + its.id()).orElse(engine.modelDigest());
        return new SightingScope(tenant, stream, engine.name(), kind, model);
    }

    private MetadataRecord seen(DecodedFragment decoded, EngineRef engine, Tracker tracker)
            throws InterruptedException {
        ArchivedFragment fragment = decoded.fragment();
        String dropped = decoded.dropped();
        List<AnalysedFrame> frames = new ArrayList<>();
        for (PendingFrame frame : decoded.frames()) {
            Answer<Finding> answer = answer(frame.findings().get(engine.name()));
            if (answer.failure().isEmpty()) {
                frames.add(
                        tracker.track(fragment.number().toString(), frame.time(), decoded.interval(), answer.found()));
            } else {
                dropped = "model %s: %s".formatted(engine.model(), answer.failure());
            }
        }
        List<Sighting> sightings = new ArrayList<>(tracker.endFragment(fragment.end()));
        if (fragment.endOfSession()) {
            sightings = ended(sightings, tracker.closeAll());
        }
        return record(fragment, engine, outcome(frames, sightings, dropped), frames, sightings);
    }

    private MetadataRecord heard(DecodedFragment decoded, EngineRef engine) throws InterruptedException {
        ArchivedFragment fragment = decoded.fragment();
        Answer<Heard> answer = answer(decoded.heard().get(engine.name()));
        String dropped = answer.failure().isEmpty()
                ? decoded.unheard()
                : "model %s: %s".formatted(engine.model(), answer.failure());
        List<Sighting> sightings = new ArrayList<>();
        for (Heard heard : answer.found()) {
            SightingScope scope = scope(fragment.stream(), engine, heard.kind());
            sightings.add(new Sighting(
                    scope.sightingId(fragment.number().toString(), heard.start(), sightings.size()),
                    heard.kind(),
                    heard.label(),
                    heard.start(),
                    heard.end(),
                    heard.best(),
                    Sighting.EVERYWHERE,
                    heard.confidence(),
                    false,
                    heard.wording(),
                    Embedding.NONE));
        }
        return record(fragment, engine, outcome(List.of(), sightings, dropped), List.of(), sightings);
    }

    private MetadataRecord record(
            ArchivedFragment fragment,
            EngineRef engine,
            Outcome outcome,
            List<AnalysedFrame> frames,
            List<Sighting> sightings)
            throws InterruptedException {
        MetadataRecord record = new MetadataRecord(
                tenant,
                fragment.stream(),
                new FragmentRef(fragment.number().toString(), fragment.start(), fragment.end()),
                engine,
                outcome,
                frames,
                engines.meaning().added(sightings));
        return rerun.map(record::in).orElse(record);
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

    /** What was seen is told again in each fragment in which it goes on; what was heard is told once, when it has ended. */
    private static long begun(MetadataRecord record, ArchivedFragment fragment, EngineModel model) {
        return switch (model) {
            case EngineModel.Seeing _ ->
                record.sightings().stream()
                        .filter(sighting -> !sighting.start().isBefore(fragment.start()))
                        .count();
            case EngineModel.Hearing _ -> record.sightings().size();
        };
    }

    private record Answer<T>(List<T> found, String failure) {}

    private static <T> Answer<T> answer(@Nullable CompletableFuture<List<T>> pending) throws InterruptedException {
        if (pending == null) {
            return new Answer<>(List.of(), "was not asked");
        }
        try {
            return new Answer<>(pending.get(ANSWER_SECONDS, TimeUnit.SECONDS), "");
        } catch (ExecutionException e) {
            return new Answer<>(
                    List.of(),
                    String.valueOf(e.getCause() == null ? e : e.getCause().getMessage()));
        } catch (TimeoutException e) {
            return new Answer<>(List.of(), "no answer in %d s".formatted(ANSWER_SECONDS));
        }
    }
}
