package io.kinedex.ingest.emulator;

import io.kinedex.ingest.IngestException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** The emulator's own media, ten seconds of a test picture with a key frame each second and a tone. Stateless. */
final class TestCard {
    private static final String RESOURCE = "test-card.mp4";

    private TestCard() {}

    /** The file of the media; empty where there is none to be fed. */
    static Optional<Path> file(FeedOptions.Media media, Path folder) {
        return switch (media) {
            case FeedOptions.Media.File file -> Optional.of(readable(file.path()));
            case FeedOptions.Media.TestCard _ -> Optional.of(unpacked(folder));
            case FeedOptions.Media.None _ -> Optional.empty();
        };
    }

    private static Path readable(Path file) {
        if (!Files.isReadable(file)) {
            throw new IngestException(IngestException.Code.BAD_MEDIA, "%s is no file that can be read".formatted(file));
        }
        return file;
    }

    private static Path unpacked(Path folder) {
        Path file = folder.resolve(RESOURCE);
        try (InputStream in = TestCard.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("resource %s is missing".formatted(RESOURCE));
            }
            if (!Files.exists(file)) {
                Path part = Files.createTempFile(folder, RESOURCE, ".part");
                Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            }
            return file;
        } catch (IOException e) {
            throw new IngestException(
                    IngestException.Code.DISK, "%s cannot be written: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** Removes a folder and all that is in it. */
    static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
