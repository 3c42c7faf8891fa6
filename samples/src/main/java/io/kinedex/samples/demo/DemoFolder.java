package io.kinedex.samples.demo;

import io.kinedex.ingest.IngestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The folder that a demonstration begins afresh in. One thread. */
final class DemoFolder {
    static final Path DEFAULT = Path.of("kinedex-data", "demo");

    /** Tells a demonstration's folder from one that holds something of the user's. */
    private static final String MARK = "made-by-kinedex-demo";

    private DemoFolder() {}

    /**
     * Empties the folder of an earlier demonstration, or makes it.
     *
     * @throws IngestException where it holds something else, or cannot be written
     */
    static Path fresh(Path folder) {
        try {
            if (Files.exists(folder) && !Files.exists(folder.resolve(MARK)) && !isEmpty(folder)) {
                throw new IngestException(
                        IngestException.Code.BAD_REQUEST,
                        "%s holds something that no demonstration made; name another folder with --data"
                                .formatted(folder));
            }
            remove(folder);
            Files.createDirectories(folder);
            Files.createFile(folder.resolve(MARK));
            return folder;
        } catch (IOException e) {
            throw new IngestException(
                    IngestException.Code.DISK, "%s cannot be made afresh: %s".formatted(folder, e.getMessage()), e);
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> inside;
        try (Stream<Path> files = Files.walk(folder)) {
            inside = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : inside) {
            Files.delete(file);
        }
    }
}
