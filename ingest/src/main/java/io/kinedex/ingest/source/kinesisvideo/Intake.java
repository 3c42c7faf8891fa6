package io.kinedex.ingest.source.kinesisvideo;

import io.kinedex.frames.Fragment;
import io.kinedex.frames.FragmentNumber;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.ingest.archive.SourcePosition;
import io.kinedex.ingest.stream.SourceStatus.State;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Puts a source's fragments into the archive in the order of their numbers, each once, with the position after it. Waits
 * while the disk has no room. For one thread, which {@link #interrupt} alone may be called beside.
 */
final class Intake {
    private final String stream;
    private final FragmentArchive archive;
    private final Consumer<String> archived;
    private final Figures figures;
    private final Backoff backoff;
    private final Object appending = new Object();
    private Optional<SourcePosition> position = Optional.empty();
    private String source = "";
    private long taken;
    private boolean ended;

    /** @param archived told of the stream after each fragment */
    Intake(String stream, FragmentArchive archive, Consumer<String> archived, Figures figures, Backoff backoff) {
        this.stream = stream;
        this.archive = archive;
        this.archived = archived;
        this.figures = figures;
        this.backoff = backoff;
    }

    /** Goes on with this source where the archive says that it was left. */
    void open(String id) {
        if (!source.equals(id)) {
            source = id;
            position = archive.position(stream, id);
            position.filter(SourcePosition::hasFragment).ifPresent(last -> figures.position(last.number()));
        }
    }

    /** The source's name for good. */
    String source() {
        return source;
    }

    Optional<SourcePosition> position() {
        return position;
    }

    /** Notes for good where reading begins. */
    void begin(SourcePosition place) {
        position = Optional.of(archive.begin(stream, place));
    }

    /** Goes on after a place that is not in the archive, such as a fragment that cannot be read. */
    void passOver(SourcePosition place) {
        position = Optional.of(place);
    }

    /** How many fragments were taken in. */
    long taken() {
        return taken;
    }

    boolean isDuplicate(FragmentNumber number) {
        return position.filter(last -> number.compareTo(last.number()) <= 0).isPresent();
    }

    /** Keeps the fragment; it is on disk when this returns. One that is there already is counted and dropped. */
    void take(Fragment fragment) throws InterruptedException {
        if (isDuplicate(fragment.number())) {
            figures.add(Figures.DUPLICATES, 1);
            return;
        }
        SourcePosition after = SourcePosition.after(source, fragment);
        if (append(fragment, after)) {
            noteClock(fragment);
            taken++;
            figures.took(fragment);
            archived.accept(stream);
        } else {
            figures.add(Figures.DUPLICATES, 1);
        }
        position = Optional.of(after);
    }

    /** Producer times that do not grow are kept as they are; numbers tell the order. */
    private void noteClock(Fragment fragment) {
        boolean step = position.filter(SourcePosition::hasFragment)
                .filter(last -> !fragment.producerStart().isAfter(last.producerStart()))
                .isPresent();
        if (step) {
            figures.add(Figures.CLOCK_STEPS, 1);
        }
    }

    private boolean append(Fragment fragment, SourcePosition after) throws InterruptedException {
        Figures.Now before = figures.now();
        while (true) {
            try {
                boolean fresh = appendOnce(fragment, after);
                figures.state(before.state(), before.reason());
                backoff.reset();
                return fresh;
            } catch (IngestException e) {
                if (e.code() != IngestException.Code.DISK) {
                    throw e;
                }
                figures.state(State.WAITING, e.getMessage());
                Thread.sleep(backoff.next(Trouble.DISK.patience()).plus(Duration.ofMillis(50)));
            }
        }
    }

    /** An interrupt in the middle of a write would close the archive's file under others. */
    private boolean appendOnce(Fragment fragment, SourcePosition after) throws InterruptedException {
        synchronized (appending) {
            if (ended) {
                throw new InterruptedException("source of stream " + stream);
            }
            return archive.append(stream, fragment, after).isPresent();
        }
    }

    /** Ends the thread's work, but not in the middle of a write. */
    void interrupt(Thread thread) {
        synchronized (appending) {
            ended = true;
            thread.interrupt();
        }
    }
}
