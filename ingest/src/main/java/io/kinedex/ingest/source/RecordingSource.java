package io.kinedex.ingest.source;

import io.kinedex.frames.Fragment;
import io.kinedex.frames.FragmentLimits;
import io.kinedex.frames.FragmentReader;
import io.kinedex.frames.FramesException;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.storage.DurableFiles;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The bytes of a GetMedia session in a file: fragments with numbers and times of their own, taken as they are. The file
 * is mapped and must not change; its fragments' bytes can be read until the source is closed.
 */
public final class RecordingSource implements FragmentSource {
    private static final String NUMBER_TAG = "AWS_KINESISVIDEO_FRAGMENT_NUMBER";

    private final Arena arena = Arena.ofShared();
    private final FragmentReader reader;

    public RecordingSource(Path file, FragmentLimits limits) {
        this.reader = map(file, limits);
    }

    private FragmentReader map(Path file, FragmentLimits limits) {
        try {
            return FragmentReader.map(file, limits, arena);
        } catch (FramesException e) {
            arena.close();
            throw new IngestException(IngestException.Code.DISK, String.valueOf(e.getMessage()), e);
        }
    }

    /** The first fragment, where the file is such a recording; a copy that outlives the file. */
    public static Optional<Fragment> probe(Path file, FragmentLimits limits) {
        try (FragmentReader reader = new FragmentReader(open(file), limits)) {
            return reader.next().filter(fragment -> fragment.tags().containsKey(NUMBER_TAG));
        } catch (FramesException e) {
            return Optional.empty();
        }
    }

    private static InputStream open(Path file) {
        try {
            return new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        } catch (IOException e) {
            throw DurableFiles.disk("%s cannot be read".formatted(file), e);
        }
    }

    @Override
    public Optional<Fragment> next() {
        return reader.next();
    }

    @Override
    public Duration duration() {
        return Duration.ZERO;
    }

    @Override
    public List<String> notes() {
        return List.of();
    }

    @Override
    public void close() {
        reader.close();
        arena.close();
    }
}
