package io.kinedex.ingest.source;

import io.kinedex.frames.CutOptions;
import io.kinedex.frames.Fragment;
import io.kinedex.frames.FragmentCutter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A file in any container, cut into fragments at key frames. */
public final class FileSource implements FragmentSource {
    private final FragmentCutter cutter;

    /** @throws io.kinedex.frames.FramesException where the file is no video that can be read */
    public FileSource(Path file, CutOptions options) {
        this.cutter = FragmentCutter.open(file, options);
    }

    @Override
    public Optional<Fragment> next() {
        return cutter.next();
    }

    @Override
    public Duration duration() {
        return cutter.duration().orElse(Duration.ZERO);
    }

    @Override
    public List<String> notes() {
        return cutter.notes();
    }

    @Override
    public void close() {
        cutter.close();
    }
}
