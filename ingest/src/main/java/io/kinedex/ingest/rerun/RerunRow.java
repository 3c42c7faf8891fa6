package io.kinedex.ingest.rerun;

import io.kinedex.frames.FragmentNumber;
import io.kinedex.ingest.pipeline.ArchivePass;
import io.kinedex.ingest.rerun.Rerun.Progress;
import io.kinedex.ingest.rerun.Rerun.State;
import io.kinedex.ingest.stream.EngineConfig;
import io.kinedex.ingest.stream.LagPolicy;
import io.kinedex.ingest.stream.StreamConfig;
import io.kinedex.metadata.record.EngineRef;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/**
 * A rerun as its file tells it.
 *
 * @param sampling   of the stream when it was asked for
 * @param engines    their settings, by name
 * @param models     what they look through, by engine
 * @param first      the lowest fragment number
 * @param last       the highest
 * @param cancelling whether somebody gave it up
 */
record RerunRow(
        String id,
        String stream,
        String sampling,
        Map<String, EngineConfig> engines,
        Map<String, EngineRef> models,
        Instant from,
        Instant to,
        String first,
        String last,
        State state,
        boolean cancelling,
        Progress progress,
        String error,
        Instant created,
        Optional<Instant> ended) {
    RerunRow {
        engines = Map.copyOf(engines);
        models = Map.copyOf(models);
    }

    ArchivePass.Plan plan() {
        StreamConfig config = new StreamConfig(stream, sampling, engines, LagPolicy.CATCH_UP, Duration.ZERO);
        return new ArchivePass.Plan(
                id, config, models, FragmentNumber.parse(first), FragmentNumber.parse(last), from, to);
    }

    Rerun view() {
        return new Rerun(
                id,
                stream,
                models.values().stream()
                        .sorted(Comparator.comparing(EngineRef::name))
                        .toList(),
                from,
                to,
                state,
                progress,
                error,
                created,
                ended);
    }

    RerunRow running() {
        return with(State.RUNNING, cancelling, progress, error, ended);
    }

    RerunRow givenUp() {
        return with(state, true, progress, error, ended);
    }

    RerunRow progressed(Progress now) {
        return with(state, cancelling, now, error, ended);
    }

    RerunRow ended(State how, String why, Instant when) {
        return with(how, cancelling, progress, why, Optional.of(when));
    }

    private RerunRow with(
            State newState, boolean newCancelling, Progress newProgress, String newError, Optional<Instant> newEnded) {
        return new RerunRow(
                id,
                stream,
                sampling,
                engines,
                models,
                from,
                to,
                first,
                last,
                newState,
                newCancelling,
                newProgress,
                newError,
                created,
                newEnded);
    }
}
