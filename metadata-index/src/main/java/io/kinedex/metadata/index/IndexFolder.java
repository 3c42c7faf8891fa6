package io.kinedex.metadata.index;

import io.kinedex.metadata.MetadataException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.lucene.search.QueryCache;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.LockObtainFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder that an index lies in. A damaged index is put aside, once: the stream has everything to make a new one. */
final class IndexFolder {
    static final Logger LOG = LoggerFactory.getLogger(LuceneIndex.class);

    private final Path folder;
    private final IndexOptions options;
    private final QueryCache filters;

    IndexFolder(Path folder, IndexOptions options, QueryCache filters) {
        this.folder = folder;
        this.options = options;
        this.filters = filters;
    }

    /** The index in the folder; an empty one where there is none or it is damaged. */
    IndexFiles open() {
        try {
            return IndexFiles.open(folder, options, filters);
        } catch (IOException | RuntimeException e) {
            if (!isDamage(e)) {
                throw unusable(e);
            }
            LOG.warn("the index in {} is damaged and will be made again from the stream: {}", folder, e.toString());
            return anew();
        }
    }

    /** Puts what is there aside and begins an empty index. */
    IndexFiles anew() {
        try {
            Path aside = folder.resolveSibling(folder.getFileName() + ".damaged");
            delete(aside);
            if (Files.exists(folder)) {
                Files.move(folder, aside);
                LOG.warn("the old index lies in {} and may be deleted", aside);
            }
            return IndexFiles.open(folder, options, filters);
        } catch (IOException | RuntimeException e) {
            throw unusable(e);
        }
    }

    /** Whether the error speaks of the index's files rather than of the disk, permissions or another process. */
    static boolean isDamage(Exception e) {
        return switch (e) {
            case LockObtainFailedException _ -> false;
            case NoSuchFileException _, FileNotFoundException _ -> true;
            case FileSystemException _ -> false;
            case AlreadyClosedException closed -> closed.getCause() instanceof Exception cause && isDamage(cause);
            case IOException io -> io.getMessage() == null || !io.getMessage().contains("No space left");
            case MetadataException _ -> false;
            default -> e instanceof RuntimeException;
        };
    }

    private MetadataException unusable(Exception e) {
        if (e instanceof MetadataException known) {
            return known;
        }
        if (e instanceof LockObtainFailedException) {
            return new MetadataException(
                    MetadataException.Code.IN_USE, "the index in %s is open in another process".formatted(folder), e);
        }
        return new MetadataException(
                MetadataException.Code.DISK,
                "cannot open the index in %s: %s; check the disk's free space and the folder's permissions"
                        .formatted(folder, e),
                e);
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(tree)) {
            List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        }
    }
}
