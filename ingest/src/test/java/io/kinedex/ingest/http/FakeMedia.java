package io.kinedex.ingest.http;

import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.media.SightingMedia;
import io.kinedex.metadata.index.Hit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Pictures and clips whose bytes say what was asked for. */
final class FakeMedia implements SightingMedia {
    final AtomicInteger pictures = new AtomicInteger();
    final AtomicInteger clips = new AtomicInteger();
    private final Path folder;

    FakeMedia(Path folder) {
        this.folder = folder;
    }

    @Override
    public byte[] thumbnail(Hit hit, int longSideMax) {
        if (hit.stream().equals("gone")) {
            throw new IngestException(IngestException.Code.NOT_FOUND, "fragment 1 has left the archive");
        }
        pictures.incrementAndGet();
        return "picture of %s, %d".formatted(hit.sighting().id(), longSideMax).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Clip clip(Hit hit, Duration padding) {
        try {
            Path file = Files.createFile(folder.resolve("clip" + clips.incrementAndGet() + ".mp4"));
            Files.writeString(file, "0123456789");
            return new Clip(file, "video/mp4");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
