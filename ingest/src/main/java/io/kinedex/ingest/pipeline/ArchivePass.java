package io.kinedex.ingest.pipeline;

import io.kinedex.frames.FragmentNumber;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.pipeline.FragmentPublishing.Finished;
import io.kinedex.ingest.stream.StreamConfig;
import io.kinedex.metadata.record.EngineRef;
import io.kinedex.metadata.record.FragmentRef;
import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.record.Outcome;
import io.kinedex.metadata.record.Rerun;
import io.kinedex.metadata.stream.Checkpoint;
import io.kinedex.metadata.stream.SequenceNumber;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A second look at a stretch of a stream's archive, by the code that looks at fragments as they come in. Its records say of
 * which rerun they are part; {@link #end} says how that ended. It goes on where it was after the loss of the process. One
 * thread, a platform thread.
 */
public final class ArchivePass implements AutoCloseable {
    private static final String CHECKPOINT = ".rerun.";

    private final Analysis analysis;
    private final Plan plan;
    private final FragmentDecoding decoding;
    private final FragmentPublishing publishing;
    private FragmentNumber position;

    /**
     * What is looked at again.
     *
     * @param rerun  its id
     * @param config with the engines that look, and how frames are chosen
     * @param models what they look through, by engine
     * @param first  the lowest fragment number
     * @param last   the highest
     * @param from   fragments that begin earlier are passed over
     * @param to     fragments that begin then or later are passed over
     */
    public record Plan(
            String rerun,
            StreamConfig config,
            Map<String, EngineRef> models,
            FragmentNumber first,
            FragmentNumber last,
            Instant from,
            Instant to) {
        public Plan {
            models = Map.copyOf(models);
        }

        private boolean holds(ArchivedFragment fragment) {
            return !fragment.start().isBefore(from) && fragment.start().isBefore(to);
        }
    }

    /** What was done with one fragment. */
    public record Step(ArchivedFragment fragment, int frames, int sightings) {}

    ArchivePass(Analysis analysis, Plan plan) {
        this.analysis = analysis;
        this.plan = plan;
        Optional<Checkpoint> before = analysis.metadata().checkpoint(CHECKPOINT + plan.rerun());
        AnalysisState state =
                before.map(Checkpoint::state).map(AnalysisState::parse).orElse(AnalysisState.NONE);
        this.position = before.map(checkpoint -> FragmentNumber.parse(checkpoint.fragmentNumber()))
                .orElseGet(() -> new FragmentNumber(plan.first().value().subtract(BigInteger.ONE)));
        this.decoding =
                new FragmentDecoding(analysis.archive(), analysis.engines(), analysis.decoding(), plan.config(), state);
        this.publishing = new FragmentPublishing(
                analysis.tenant(), analysis.engines(), state, Optional.of(new Rerun(plan.rerun(), Rerun.State.PART)));
    }

    /** The number of the last fragment that was looked at; the one before the first where none was. */
    public FragmentNumber position() {
        return position;
    }

    /**
     * Looks at the next fragment; empty where there is none left. What it found is on disk when this returns.
     *
     * @throws IngestException CONFLICT where a model is another one by now
     */
    public Optional<Step> next() throws InterruptedException {
        Optional<ArchivedFragment> next = after(position);
        if (next.isEmpty()) {
            return Optional.empty();
        }
        requireSameModels();
        ArchivedFragment fragment = next.get();
        boolean last = after(fragment.number()).isEmpty();
        Finished finished =
                publishing.finish(decoding.decode(last ? fragment.asLastOfSession() : fragment, plan.config()));
        analysis.append(
                finished.records(),
                new Checkpoint(
                        CHECKPOINT + plan.rerun(),
                        fragment.number().toString(),
                        finished.next().toJson()));
        publishing.accept(finished);
        position = fragment.number();
        int sightings = finished.records().stream()
                .mapToInt(record -> record.sightings().size())
                .sum();
        return Optional.of(new Step(fragment, finished.looked(), sightings));
    }

    private void requireSameModels() {
        analysis.models(plan.config()).forEach((engine, model) -> {
            if (!model.equals(plan.models().get(engine))) {
                throw new IngestException(
                        IngestException.Code.CONFLICT,
                        "model %s of engine %s was replaced while it looked; begin again"
                                .formatted(model.model(), engine));
            }
        });
    }

    private Optional<ArchivedFragment> after(FragmentNumber number) {
        Optional<ArchivedFragment> next = analysis.archive().after(plan.config().name(), number);
        while (next.isPresent() && next.get().number().compareTo(plan.last()) <= 0) {
            if (plan.holds(next.get())) {
                return next;
            }
            next = analysis.archive().after(plan.config().name(), next.get().number());
        }
        return Optional.empty();
    }

    /**
     * Says of all its engines how the rerun ended; a second time changes nothing.
     *
     * @return where the stream says so
     */
    public SequenceNumber end(Rerun.State state) throws InterruptedException {
        List<MetadataRecord> records = plan.models().values().stream()
                .map(model -> new MetadataRecord(
                                analysis.tenant(),
                                plan.config().name(),
                                new FragmentRef(plan.last().toString(), plan.from(), plan.to()),
                                model,
                                new Outcome.Nothing(),
                                List.of(),
                                List.of())
                        .in(new Rerun(plan.rerun(), state)))
                .toList();
        return analysis.append(
                records,
                new Checkpoint(CHECKPOINT + plan.rerun(), plan.last().toString(), AnalysisState.NONE.toJson()));
    }

    @Override
    public void close() {
        decoding.close();
    }
}
