package io.kinedex.ingest.rerun;

import io.kinedex.frames.FragmentNumber;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.IngestException.Code;
import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.ingest.pipeline.Analysis;
import io.kinedex.ingest.rerun.Rerun.Progress;
import io.kinedex.ingest.rerun.Rerun.State;
import io.kinedex.ingest.stream.StreamConfig;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Takes wishes for reruns in and tells how they stand. Any thread may call it. */
public final class RerunDesk implements Reruns {
    private static final int OPEN_MAX = 1000;
    private static final int PAGE = 1000;

    private final RerunWork work;
    private final RerunRows rows;
    private final FragmentArchive archive;
    private final Analysis analysis;
    private final Function<String, Optional<StreamConfig>> streams;
    private final Clock clock;
    private final AtomicLong lastId = new AtomicLong();

    /** @param streams the configuration of a stream as it is now */
    public RerunDesk(
            RerunWork work,
            FragmentArchive archive,
            Analysis analysis,
            Function<String, Optional<StreamConfig>> streams,
            Clock clock) {
        this.work = work;
        this.rows = work.rows();
        this.archive = archive;
        this.analysis = analysis;
        this.streams = streams;
        this.clock = clock;
    }

    @Override
    public Rerun create(NewRerun rerun) {
        if (rows.all().stream().filter(row -> !row.state().ended()).count() >= OPEN_MAX) {
            throw new IngestException(
                    Code.CONFLICT, "%d reruns wait already, the most there may be".formatted(OPEN_MAX));
        }
        StreamConfig config = config(rerun);
        Stretch stretch = stretch(rerun);
        RerunRow row = new RerunRow(
                nextId(),
                config.name(),
                config.sampling(),
                config.engines(),
                analysis.models(config),
                stretch.from(),
                stretch.to(),
                stretch.first().toString(),
                stretch.last().toString(),
                State.QUEUED,
                false,
                new Progress(stretch.fragments(), 0, 0, 0),
                "",
                clock.instant(),
                Optional.empty());
        rows.add(row);
        work.wake();
        return row.view();
    }

    private StreamConfig config(NewRerun rerun) {
        StreamConfig now = streams.apply(rerun.stream())
                .orElseThrow(
                        () -> new IngestException(Code.NOT_FOUND, "there is no stream '%s'".formatted(rerun.stream())));
        StreamConfig config = new StreamConfig(
                now.name(),
                now.sampling(),
                rerun.engines().isEmpty() ? now.engines() : rerun.engines(),
                now.lag(),
                now.lagMax());
        if (config.engines().isEmpty()) {
            throw new IngestException(
                    Code.BAD_REQUEST,
                    "stream '%s' has no engine switched on; say which are to look again".formatted(config.name()));
        }
        return config;
    }

    private record Stretch(Instant from, Instant to, FragmentNumber first, FragmentNumber last, long fragments) {}

    private Stretch stretch(NewRerun rerun) {
        FragmentArchive.Totals totals = archive.totals(rerun.stream());
        Instant from = rerun.from().or(totals::start).orElse(Instant.EPOCH);
        Instant to = rerun.to().or(totals::end).orElse(Instant.EPOCH);
        if (rerun.from().isPresent() && rerun.to().isPresent() && !to.isAfter(from)) {
            throw new IngestException(Code.BAD_REQUEST, "from is %s, must be before to, %s".formatted(from, to));
        }
        FragmentNumber first = null;
        FragmentNumber last = null;
        long fragments = 0;
        List<ArchivedFragment> page = page(rerun.stream(), from, to, Optional.empty());
        while (!page.isEmpty()) {
            for (ArchivedFragment fragment : page) {
                first = first == null || fragment.number().compareTo(first) < 0 ? fragment.number() : first;
                last = last == null || fragment.number().compareTo(last) > 0 ? fragment.number() : last;
                fragments++;
            }
            page = page(rerun.stream(), from, to, Optional.of(page.getLast()));
        }
        if (first == null || last == null) {
            throw new IngestException(
                    Code.NOT_FOUND,
                    "the archive has no fragment of stream '%s' that begins from %s until %s"
                            .formatted(rerun.stream(), from, to));
        }
        return new Stretch(from, to, first, last, fragments);
    }

    /** Up to {@code to}, which is not part of it. */
    private List<ArchivedFragment> page(String stream, Instant from, Instant to, Optional<ArchivedFragment> after) {
        return archive.startingIn(stream, from, to, after, PAGE).stream()
                .filter(fragment ->
                        !fragment.start().isBefore(from) && fragment.start().isBefore(to))
                .toList();
    }

    /** Ids grow with time, and by one where the clock does not. */
    private String nextId() {
        long id = lastId.updateAndGet(last -> Math.max(last + 1, clock.millis() << 8));
        return String.format(Locale.ROOT, "%016x", id);
    }

    @Override
    public Optional<Rerun> find(String id) {
        return rows.find(id).map(RerunRow::view);
    }

    @Override
    public List<Rerun> list(String stream) {
        return rows.all().stream()
                .filter(row -> stream.isEmpty() || row.stream().equals(stream))
                .sorted(Comparator.comparing(RerunRow::id).reversed())
                .limit(1000)
                .map(RerunRow::view)
                .toList();
    }

    @Override
    public boolean cancel(String id) {
        return work.cancel(id);
    }

    /** Gives up those of a stream that goes away. */
    public void cancelAll(String stream) {
        rows.all().stream()
                .filter(row -> row.stream().equals(stream) && !row.state().ended())
                .forEach(row -> work.cancel(row.id()));
    }
}
