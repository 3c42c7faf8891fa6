package io.kinedex.ingest.media;

import io.kinedex.metadata.index.Hit;
import java.nio.file.Path;
import java.time.Duration;

/** Pictures and clips of sightings. Methods block on disk and decoder; call them from threads that may. */
public interface SightingMedia {
    /**
     * The best moment of the hit with its box, as a JPEG; of what has no picture the waveform of its sound, its interval marked.
     *
     * @param longSideMax pixels, 32..3840
     * @throws io.kinedex.ingest.IngestException NOT_FOUND where the fragment has left the archive
     */
    byte[] thumbnail(Hit hit, int longSideMax);

    /**
     * The hit's interval as a file, from the keyframe before it, without re-encoding where the container allows.
     *
     * @param padding added at both ends
     * @throws io.kinedex.ingest.IngestException NOT_FOUND where no fragment of it is in the archive any more
     */
    Clip clip(Hit hit, Duration padding);

    /**
     * A file to send; closing it removes it.
     *
     * @param mediaType such as {@code video/mp4}
     */
    record Clip(Path path, String mediaType) implements AutoCloseable {
        @Override
        public void close() {
            path.toFile().delete();
        }
    }
}
