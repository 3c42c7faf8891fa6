package io.kinedex.metadata.sink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinedex.metadata.MetadataException;
import io.kinedex.metadata.stream.SequenceNumber;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A place in a metadata stream, kept in a file: the identity of the stream and the last sequence number that is done. A crash
 * leaves the old place or the new one. One thread at a time.
 */
final class SinkCursor {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Path file;

    SinkCursor(Path file) {
        this.file = file;
    }

    /**
     * @param identity of the stream that the sequence number is of
     * @param sequence everything up to it, inclusive, is done
     */
    record Place(String identity, SequenceNumber sequence) {}

    /** @throws MetadataException DISK or CORRUPT, with what to do */
    Optional<Place> read() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonNode json = MAPPER.readTree(Files.readAllBytes(file));
            String identity = json.path("identity").asText();
            if (identity.isEmpty() || !json.path("sequence").canConvertToLong()) {
                throw corrupt("has no identity or no sequence", null);
            }
            return Optional.of(
                    new Place(identity, new SequenceNumber(json.path("sequence").asLong())));
        } catch (JsonProcessingException e) {
            throw corrupt(e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw disk(e);
        }
    }

    /** The place is on disk when this returns, also where the thread was interrupted meanwhile. */
    void write(Place place) {
        boolean interrupted = Thread.interrupted();
        try {
            byte[] json = MAPPER.writeValueAsBytes(Map.of(
                    "identity", place.identity(), "sequence", place.sequence().value()));
            while (!replace(json)) {
                interrupted |= Thread.interrupted();
            }
        } catch (IOException e) {
            throw disk(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Whether it could be done without an interrupt, which closes channels. */
    private boolean replace(byte[] bytes) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Path folder = file.toAbsolutePath().resolveSibling(".");
        try {
            Files.createDirectories(folder);
            try (FileChannel out = FileChannel.open(
                    fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                ByteBuffer rest = ByteBuffer.wrap(bytes);
                while (rest.hasRemaining()) {
                    out.write(rest);
                }
                out.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            forceFolder(folder);
            return true;
        } catch (ClosedByInterruptException _) {
            return false;
        }
    }

    private static void forceFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder)) {
            channel.force(true);
        } catch (AccessDeniedException _) {
            // Windows does not open folders; its rename is durable without
        }
    }

    private MetadataException corrupt(String what, @Nullable Throwable cause) {
        String message = ("cursor %s is damaged: %s; remove it to begin where the sink's configuration says"
                .formatted(file, what));
        return cause == null
                ? new MetadataException(MetadataException.Code.CORRUPT, message)
                : new MetadataException(MetadataException.Code.CORRUPT, message, cause);
    }

    private MetadataException disk(IOException cause) {
        return new MetadataException(
                MetadataException.Code.DISK, "cursor %s cannot be kept: %s".formatted(file, cause), cause);
    }
}
