package io.kinedex.ingest.upload;

import io.kinedex.frames.CutOptions;
import io.kinedex.frames.Fragment;
import io.kinedex.frames.FragmentLimits;
import io.kinedex.frames.FragmentNumber;
import io.kinedex.frames.FramesException;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.ingest.source.FileSource;
import io.kinedex.ingest.source.FragmentSource;
import io.kinedex.ingest.source.RecordingSource;
import io.kinedex.ingest.storage.DurableFiles;
import io.kinedex.ingest.upload.Upload.Progress;
import io.kinedex.ingest.upload.UploadRow.Plan;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Cuts received files into fragments and puts them into the archive. A cut that was interrupted begins again from the
 * plan made for it and passes over what the archive already has. One thread at a time for each stream.
 */
final class UploadCutter {
    private final UploadDesk desk;
    private final FragmentArchive archive;
    private final Duration target;
    private final long fragmentBytesMax;
    private final Consumer<String> archived;

    /** @param archived told of the stream after each fragment */
    UploadCutter(
            UploadDesk desk,
            FragmentArchive archive,
            Duration target,
            long fragmentBytesMax,
            Consumer<String> archived) {
        this.desk = desk;
        this.archive = archive;
        this.target = target;
        this.fragmentBytesMax = fragmentBytesMax;
        this.archived = archived;
    }

    /** How much of the file's media lies before the fragment's end. */
    static Duration media(Plan plan, ArchivedFragment fragment) {
        Duration media = Duration.between(plan.start(), fragment.end());
        return media.isNegative() ? Duration.ZERO : media;
    }

    /** How many of the file's fragments there are up to this one; 0 for one that was there before the file came. */
    static long ordinals(Plan plan, ArchivedFragment fragment) {
        return Math.max(0, fragment.ordinal() - plan.ordinal() + 1);
    }

    /** @throws IngestException DISK: nothing is lost, and the cut can be begun again */
    void cut(String id) throws InterruptedException {
        UploadRow row = desk.rows().find(id).orElseThrow();
        Path content = desk.content(id);
        try {
            UploadRow planned = attempt(row.plan().isPresent() ? row : plan(row, content));
            try (FragmentSource source = open(planned, content)) {
                new Run(planned, source).cut();
            }
        } catch (FramesException e) {
            fail(id, named(row, e));
        }
        DurableFiles.remove(content);
    }

    /** The message under the name that the sender gave, not that of the file on this disk. */
    private String named(UploadRow row, FramesException e) {
        String message = String.valueOf(e.getMessage());
        String stored = desk.content(row.id()).getFileName() + ": ";
        return "%s: %s"
                .formatted(row.fileName(), message.startsWith(stored) ? message.substring(stored.length()) : message);
    }

    private void fail(String id, String reason) {
        desk.rows().change(id, row -> row.failed(reason, desk.clock().instant()));
    }

    private UploadRow attempt(UploadRow row) {
        if (row.attempts() >= UploadRow.ATTEMPTS_MAX) {
            throw new FramesException(
                    FramesException.Code.UNSUPPORTED,
                    "given up: reading it ended the node %d times".formatted(row.attempts()));
        }
        return desk.rows().change(row.id(), r -> r.attempted(r.attempts() + 1)).orElse(row);
    }

    private UploadRow plan(UploadRow row, Path content) {
        Optional<Fragment> recorded = RecordingSource.probe(content, limits());
        Optional<FragmentNumber> last = archive.lastNumber(row.stream());
        FragmentNumber next = last.map(FragmentNumber::next).orElse(FragmentNumber.ONE);
        boolean keep = recorded.isPresent() && keepsNumbers(row.stream(), content);
        Plan plan = new Plan(
                start(row, recorded),
                (keep ? recorded.get().number() : next).toString(),
                recorded.isPresent(),
                keep,
                archive.lastOrdinal(row.stream()) + 1);
        return desk.rows().change(row.id(), r -> r.planned(plan)).orElse(row);
    }

    /**
     * A recording's own numbers are kept where each of them is one that the stream has, or goes on after it; a fragment
     * that is there already is then not taken again. Otherwise all are numbered anew, so that none is lost.
     */
    private boolean keepsNumbers(String stream, Path content) {
        Optional<FragmentNumber> last = archive.lastNumber(stream);
        Set<FragmentNumber> seen = new HashSet<>();
        FragmentNumber highest = new FragmentNumber(BigInteger.ZERO);
        try (RecordingSource recording = new RecordingSource(content, limits())) {
            for (Optional<Fragment> next = recording.next(); next.isPresent(); next = recording.next()) {
                FragmentNumber number = next.get().number();
                boolean again = !seen.add(number);
                boolean stepsBack = !again && number.compareTo(highest) <= 0;
                boolean missing =
                        last.filter(newest -> number.compareTo(newest) <= 0).isPresent()
                                && archive.find(stream, number).isEmpty();
                if (stepsBack || missing) {
                    return false;
                }
                highest = again ? highest : number;
            }
        } catch (FramesException e) {
            return true;
        }
        return true;
    }

    private Instant start(UploadRow row, Optional<Fragment> recorded) {
        return row.start()
                .or(() -> recorded.map(Fragment::producerStart))
                .or(() -> row.after().flatMap(this::endOf))
                .orElseGet(() -> now(row.stream()));
    }

    private Optional<Instant> endOf(String id) {
        return desk.rows()
                .find(id)
                .filter(before -> !before.last().isEmpty())
                .flatMap(before -> archive.find(before.stream(), FragmentNumber.parse(before.last())))
                .map(ArchivedFragment::end);
    }

    /** Now, or where the stream ends if that is later: files sent at once follow each other. */
    private Instant now(String stream) {
        Instant now = Instant.ofEpochMilli(desk.clock().millis());
        return archive.newest(stream)
                .map(ArchivedFragment::end)
                .filter(now::isBefore)
                .orElse(now);
    }

    private FragmentSource open(UploadRow row, Path content) {
        Plan plan = row.plan().orElseThrow();
        if (plan.recording()) {
            return new RecordingSource(content, limits());
        }
        return new FileSource(
                content, new CutOptions(plan.start(), FragmentNumber.parse(plan.first()), target, fragmentBytesMax));
    }

    private FragmentLimits limits() {
        return FragmentLimits.DEFAULTS.withBytesMax(fragmentBytesMax);
    }

    /** One pass over one file. A fragment is kept when the next one is there, so that the last is known as such. */
    private final class Run {
        private final UploadRow row;
        private final Plan plan;
        private final FragmentSource source;
        private Optional<Fragment> held = Optional.empty();
        private Optional<Duration> shift = Optional.empty();
        private FragmentNumber number;
        private Progress progress;
        private String last = "";

        Run(UploadRow row, FragmentSource source) {
            this.row = row;
            this.plan = row.plan().orElseThrow();
            this.source = source;
            this.number = FragmentNumber.parse(plan.first());
            this.progress = row.progress();
        }

        void cut() throws InterruptedException {
            List<String> warnings = new ArrayList<>();
            try {
                Optional<Fragment> next = source.next();
                while (next.isPresent()) {
                    keepHeld(false);
                    held = next;
                    next = source.next();
                    if (Thread.interrupted()) {
                        throw new InterruptedException("cut of upload " + row.id());
                    }
                }
            } catch (FramesException e) {
                if (held.isEmpty()) {
                    throw e;
                }
                warnings.add(named(row, e) + "; what came before was taken");
            }
            if (held.isEmpty()) {
                throw new FramesException(FramesException.Code.EMPTY, "there is no fragment in it");
            }
            keepHeld(true);
            warnings.addAll(source.notes());
            String notice = String.join("; ", warnings);
            desk.rows().change(row.id(), r -> r.cutTo(last, merged(r.progress()), notice));
            archived.accept(row.stream());
        }

        private void keepHeld(boolean end) {
            if (held.isEmpty()) {
                return;
            }
            Fragment fragment = held.get();
            FragmentNumber its = plan.recording() && plan.keepNumbers() ? fragment.number() : number;
            number = its.next();
            last = last.isEmpty() || its.compareTo(FragmentNumber.parse(last)) > 0 ? its.toString() : last;
            Duration by = shift(fragment);
            Optional<ArchivedFragment> there = archive.find(row.stream(), its);
            boolean past = archive.lastNumber(row.stream())
                    .filter(newest -> its.compareTo(newest) <= 0)
                    .isPresent();
            if (there.isEmpty() && past) {
                return;
            }
            ArchivedFragment kept = there.orElseGet(
                    () -> archive.append(row.stream(), fragment, new FragmentArchive.Placing(its, by, end)));
            noteProgress(kept, there.isEmpty());
        }

        private Duration shift(Fragment fragment) {
            if (!plan.recording()) {
                return Duration.ZERO;
            }
            if (shift.isEmpty()) {
                shift = Optional.of(Duration.between(fragment.producerStart(), plan.start()));
            }
            return shift.get();
        }

        private void noteProgress(ArchivedFragment kept, boolean fresh) {
            progress = new Progress(source.duration(), media(plan, kept), Duration.ZERO, ordinals(plan, kept), 0, 0, 0);
            if (fresh) {
                desk.rows().note(row.id(), r -> r.attempted(0).progressed(merged(r.progress())));
                archived.accept(row.stream());
            }
        }

        private Progress merged(Progress now) {
            return new Progress(
                    progress.media(),
                    progress.mediaCut(),
                    now.mediaAnalysed(),
                    progress.fragmentsCut(),
                    now.fragmentsAnalysed(),
                    now.framesAnalysed(),
                    now.sightings());
        }
    }
}
