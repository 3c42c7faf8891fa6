package io.kinedex.ingest.storage;

import io.kinedex.ingest.IngestException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Replaces and removes files so that a crash leaves the old one or the new one, never half of one. Stateless. */
public final class DurableFiles {
    private DurableFiles() {}

    /** The file holds these bytes, on disk, when this returns. */
    public static void replace(Path file, byte[] bytes) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            try (FileChannel out = FileChannel.open(
                    fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                ByteBuffer rest = ByteBuffer.wrap(bytes);
                while (rest.hasRemaining()) {
                    out.write(rest);
                }
                out.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            forceFolder(file.toAbsolutePath().resolveSibling("."));
        } catch (IOException e) {
            throw disk("%s cannot be written".formatted(file), e);
        }
    }

    /** Forces the bytes of a file that others wrote. */
    public static void force(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        } catch (IOException e) {
            throw disk("%s cannot be forced to disk".formatted(file), e);
        }
    }

    public static Path folder(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw disk("folder %s cannot be made".formatted(folder), e);
        }
    }

    /** What is in the folder, by name. */
    public static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw disk("folder %s cannot be listed".formatted(folder), e);
        }
    }

    /** Removes the file or the folder with all that is in it; nothing happens where there is none. */
    public static void remove(Path path) {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> inside = Files.walk(path)) {
            for (Path each : inside.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            throw disk("%s cannot be removed".formatted(path), e);
        }
    }

    private static void forceFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder)) {
            channel.force(true);
        } catch (AccessDeniedException e) {
            // Windows does not open folders; its rename is durable without
        }
    }

    public static IngestException disk(String what, IOException cause) {
        return new IngestException(IngestException.Code.DISK, "%s: %s".formatted(what, cause.getMessage()), cause);
    }
}
