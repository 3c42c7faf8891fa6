package io.kinedex.ingest.source;

import io.kinedex.frames.Fragment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Gives the fragments of one stream in order. A source can be resumed: opened again in the same way it gives the same
 * fragments, or those after the last one that was kept. One thread at a time; an interrupt ends a wait.
 */
public interface FragmentSource extends AutoCloseable {
    /**
     * The next fragment, as soon as its last byte is in; empty when the source has ended.
     *
     * @throws io.kinedex.frames.FramesException where the media is broken; fragments given before are good
     */
    Optional<Fragment> next() throws InterruptedException;

    /** The length of all media in the source; zero where it is unknown or without end. */
    Duration duration();

    /** What was left out or looked odd so far, for people. */
    List<String> notes();

    @Override
    void close();
}
