package io.kinedex.metadata.delivery;

import io.kinedex.metadata.MetadataException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A bucket in a folder that can be made to refuse. Any thread. */
final class FolderBucket implements Bucket {
    private final Path folder;
    private final AtomicInteger puts = new AtomicInteger();
    private volatile int putsBeforeRefusal = Integer.MAX_VALUE;

    FolderBucket(Path folder) {
        this.folder = folder;
    }

    /** From now on only so many puts succeed. */
    void refuseAfter(int count) {
        puts.set(0);
        putsBeforeRefusal = count;
    }

    @Override
    public void put(SpooledObject object, Path file) {
        if (puts.incrementAndGet() > putsBeforeRefusal) {
            throw new MetadataException(
                    MetadataException.Code.UNDELIVERED,
                    "s3://%s/%s cannot be put: refused".formatted(object.bucket(), object.key()));
        }
        try {
            Path target = folder.resolve(object.key());
            Files.createDirectories(target.resolveSibling("."));
            Path fresh = Files.createTempFile(folder, "put", ".tmp");
            Files.copy(file, fresh, StandardCopyOption.REPLACE_EXISTING);
            if (Files.exists(target) && Files.mismatch(target, fresh) >= 0) {
                throw new IllegalStateException("%s was put with other content before".formatted(object.key()));
            }
            Files.move(fresh, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of all objects, relative to the folder. */
    List<Path> objects() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".tmp"))
                    .map(folder::relativize)
                    .sorted()
                    .toList();
        }
    }

    Path path(Path object) {
        return folder.resolve(object);
    }

    @Override
    public void close() {
        // a folder needs no closing
    }
}
