package io.kinedex.ingest.http;

import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.rerun.NewRerun;
import io.kinedex.ingest.rerun.Rerun;
import io.kinedex.ingest.rerun.Rerun.Progress;
import io.kinedex.ingest.rerun.Rerun.State;
import io.kinedex.ingest.rerun.Reruns;
import io.kinedex.metadata.record.EngineRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** Reruns that nobody does. */
final class FakeReruns implements Reruns {
    final List<NewRerun> asked = new ArrayList<>();
    final Map<String, Rerun> reruns = new ConcurrentSkipListMap<>();

    @Override
    public synchronized Rerun create(NewRerun rerun) {
        asked.add(rerun);
        Rerun fresh = new Rerun(
                "r" + asked.size(),
                rerun.stream(),
                rerun.engines().entrySet().stream()
                        .map(engine ->
                                new EngineRef(engine.getKey(), engine.getValue().model(), "ab".repeat(32)))
                        .toList(),
                rerun.from().orElse(Instant.EPOCH),
                rerun.to().orElse(Instant.EPOCH.plusSeconds(60)),
                State.QUEUED,
                new Progress(30, 0, 0, 0),
                "",
                Instant.EPOCH,
                Optional.empty());
        reruns.put(fresh.id(), fresh);
        return fresh;
    }

    @Override
    public Optional<Rerun> find(String id) {
        return Optional.ofNullable(reruns.get(id));
    }

    @Override
    public List<Rerun> list(String stream) {
        return reruns.values().stream()
                .filter(rerun -> stream.isEmpty() || rerun.stream().equals(stream))
                .toList();
    }

    @Override
    public boolean cancel(String id) {
        if (id.equals("ended")) {
            throw new IngestException(IngestException.Code.CONFLICT, "rerun ended cannot be given up: it is complete");
        }
        return reruns.remove(id) != null;
    }
}
