package io.kinedex.ingest.pipeline;

import io.kinedex.frames.Fragment;
import io.kinedex.frames.Frame;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.track.Finding;
import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.ingest.pipeline.AnalysisState.EngineState;
import io.kinedex.ingest.stream.EngineConfig;
import io.kinedex.ingest.stream.StreamConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** The decoding halves of a stream's engines, as its configuration has them. The stream's decoding thread's. */
final class StreamEngines implements AutoCloseable {
    private final String stream;
    private final Engines engines;
    private final FragmentArchive archive;
    private final AnalysisState before;
    private final Map<String, Eye> eyes = new TreeMap<>();
    private final Map<String, Ear> ears = new TreeMap<>();
    /** Where engines stood that were switched off or set anew in this run. */
    private final Map<String, EngineState> left = new HashMap<>();

    private Map<String, EngineConfig> configured = Map.of();

    private record Eye(EngineModel.Seeing model, Looking looking) {
        EngineState state() {
            return new EngineState(model.digest(), looking.state());
        }
    }

    private record Ear(EngineModel.Hearing model, Listening listening) {
        EngineState state() {
            return new EngineState(model.digest(), listening.state());
        }
    }

    /** @param before what a former run left */
    StreamEngines(String stream, Engines engines, FragmentArchive archive, AnalysisState before) {
        this.stream = stream;
        this.engines = engines;
        this.archive = archive;
        this.before = before;
    }

    /** Brings the engines in line with the configuration; those that stay as they are keep what they know. */
    void configure(StreamConfig config) {
        models().forEach((engine, model) -> {
            EngineConfig settings = config.engines().get(engine);
            boolean same = settings != null
                    && settings.equals(configured.get(engine))
                    && engines.model(settings).equals(model); // there may be another one of its name by now
            if (!same) {
                remove(engine);
            }
        });
        configured = config.engines();
        configured.forEach((engine, settings) -> {
            if (!eyes.containsKey(engine) && !ears.containsKey(engine)) {
                add(engine, settings);
            }
        });
    }

    /** What each engine looks or listens through. */
    Map<String, EngineModel> models() {
        Map<String, EngineModel> models = new HashMap<>();
        eyes.forEach((engine, eye) -> models.put(engine, eye.model()));
        ears.forEach((engine, ear) -> models.put(engine, ear.model()));
        return models;
    }

    private void add(String engine, EngineConfig settings) {
        EngineModel model = engines.model(settings);
        String state = state(engine, model.digest());
        switch (model) {
            case EngineModel.Seeing seeing -> eyes.put(engine, new Eye(seeing, seeing.looking(settings, state)));
            case EngineModel.Hearing hearing ->
                ears.put(engine, new Ear(hearing, hearing.listening(stream, settings, archive, state)));
        }
    }

    /** What the engine knew last, in this run or a former one, where it was the same model. */
    private String state(String engine, String digest) {
        EngineState last = left.get(engine);
        if (last == null) {
            return before.decoding(engine, digest);
        }
        return last.modelDigest().equals(digest) ? last.state() : "";
    }

    private void remove(String engine) {
        Eye eye = eyes.remove(engine);
        if (eye != null) {
            left.put(engine, eye.state());
            eye.looking().close();
        }
        Ear ear = ears.remove(engine);
        if (ear != null) {
            left.put(engine, ear.state());
            ear.listening().close();
        }
    }

    boolean looks() {
        return !eyes.isEmpty();
    }

    /** Whether one of them wants frames as large as text needs them. */
    boolean needDetail() {
        return eyes.values().stream().anyMatch(eye -> eye.model().needsDetail());
    }

    boolean listens() {
        return !ears.isEmpty();
    }

    /** The next frame is the first of another fragment. */
    void beginFragment() {
        eyes.values().forEach(eye -> eye.looking().beginFragment());
    }

    /** What each engine that looks finds in the frame. */
    Map<String, CompletableFuture<List<Finding>>> look(Frame frame) throws InterruptedException {
        Map<String, CompletableFuture<List<Finding>>> findings = new HashMap<>();
        try {
            for (Map.Entry<String, Eye> eye : eyes.entrySet()) {
                findings.put(eye.getKey(), look(eye.getValue().looking(), frame));
            }
        } finally {
            // the frame is closed when the last engine has answered, or at once where none was asked
            CompletableFuture.allOf(findings.values().toArray(CompletableFuture[]::new))
                    .whenComplete((all, failure) -> frame.close());
        }
        return Map.copyOf(findings);
    }

    private static CompletableFuture<List<Finding>> look(Looking looking, Frame frame) throws InterruptedException {
        try {
            return looking.look(frame);
        } catch (InferenceException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** What each engine that listens hears in the fragment. */
    Map<String, CompletableFuture<List<Heard>>> hear(ArchivedFragment row, Fragment fragment)
            throws InterruptedException {
        return heard(listening -> listening.hear(row, fragment));
    }

    /** What was open when a fragment could not be had. */
    Map<String, CompletableFuture<List<Heard>>> miss(ArchivedFragment row) throws InterruptedException {
        return heard(listening -> listening.miss(row));
    }

    private interface Turn {
        CompletableFuture<List<Heard>> of(Listening listening) throws InterruptedException;
    }

    private Map<String, CompletableFuture<List<Heard>>> heard(Turn turn) throws InterruptedException {
        Map<String, CompletableFuture<List<Heard>>> heard = new HashMap<>();
        for (Map.Entry<String, Ear> ear : ears.entrySet()) {
            heard.put(ear.getKey(), turn.of(ear.getValue().listening()));
        }
        return heard;
    }

    /** By engine, those that have one. */
    Map<String, EngineState> states() {
        Map<String, EngineState> states = new HashMap<>();
        eyes.forEach((engine, eye) -> states.put(engine, eye.state()));
        ears.forEach((engine, ear) -> states.put(engine, ear.state()));
        states.values().removeIf(state -> state.state().isEmpty());
        return states;
    }

    @Override
    public void close() {
        ears.values().forEach(ear -> ear.listening().close());
        eyes.values().forEach(eye -> eye.looking().close());
        ears.clear();
        eyes.clear();
    }
}
