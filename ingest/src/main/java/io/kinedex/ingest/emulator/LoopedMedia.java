package io.kinedex.ingest.emulator;

import io.kinedex.frames.CutOptions;
import io.kinedex.frames.Fragment;
import io.kinedex.frames.FragmentLimits;
import io.kinedex.frames.FragmentNumber;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.source.FileSource;
import io.kinedex.ingest.source.FragmentSource;
import io.kinedex.ingest.source.RecordingSource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A file as fragments, begun again whenever it ends, each round behind the one before it. A file that is cut tells the
 * right times in its own bytes, also after its clock was made to step; a recording keeps its own. For one thread.
 */
final class LoopedMedia implements AutoCloseable {
    private final Path file;
    private final Duration fragmentLength;
    private final boolean recording;
    private FragmentSource source;
    private Instant roundStart;
    private Instant end;
    private long inRound;

    LoopedMedia(Path file, Duration fragmentLength, Instant start) {
        this.file = file;
        this.fragmentLength = fragmentLength;
        this.recording = RecordingSource.probe(file, FragmentLimits.DEFAULTS).isPresent();
        this.roundStart = start;
        this.end = start;
        this.source = open();
    }

    /** Whether the fragments have times and numbers of their own. */
    boolean isRecording() {
        return recording;
    }

    /**
     * The next fragment.
     *
     * @param again whether the file begins again where it ends
     */
    Optional<Fragment> next(boolean again) throws InterruptedException {
        Optional<Fragment> next = source.next();
        if (next.isEmpty() && again) {
            if (inRound == 0) {
                throw new IngestException(
                        IngestException.Code.BAD_MEDIA, "%s has no fragment".formatted(file.getFileName()));
            }
            source.close();
            roundStart = end;
            inRound = 0;
            source = open();
            next = source.next();
        }
        if (next.isPresent()) {
            inRound++;
            Instant its = next.get().producerEnd();
            end = its;
        }
        return next;
    }

    /** The clock steps: the fragment that {@link #next} gave last, and those after it, are that much later. */
    Optional<Fragment> stepped(Duration by) throws InterruptedException {
        source.close();
        roundStart = roundStart.plus(by);
        source = open();
        Optional<Fragment> last = Optional.empty();
        for (long i = 0; i < inRound; i++) {
            last = source.next();
        }
        end = last.map(Fragment::producerEnd).orElse(end.plus(by));
        return last;
    }

    private FragmentSource open() {
        return recording
                ? new RecordingSource(file, FragmentLimits.DEFAULTS)
                : new FileSource(
                        file,
                        new CutOptions(
                                roundStart, FragmentNumber.ONE, fragmentLength, FragmentLimits.DEFAULTS.bytesMax()));
    }

    @Override
    public void close() {
        source.close();
    }
}
