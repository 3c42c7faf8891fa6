package io.kinedex.metadata.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinedex.metadata.MetadataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How far a delivery is, kept in a file: which batch is being put, and what was put before it. A crash leaves the old state or
 * the new one. One thread at a time.
 */
final class Journal {
    static final String FILE = "journal.json";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Path file;

    Journal(Path folder) {
        this.file = folder.resolve(FILE);
    }

    /**
     * @param identity  of the metadata stream that the sequence numbers are of
     * @param delivered everything up to it, inclusive, is in the bucket once the objects are
     * @param pending   objects that are complete in the spool and may or may not be in the bucket
     */
    record State(String identity, long delivered, List<SpooledObject> pending) {
        State {
            pending = List.copyOf(pending);
        }
    }

    /** @throws MetadataException CORRUPT, with what to do */
    Optional<State> read() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(MAPPER.readValue(Files.readAllBytes(file), State.class));
        } catch (JsonProcessingException e) {
            throw new MetadataException(
                    MetadataException.Code.CORRUPT,
                    "delivery journal %s is damaged: %s; remove its folder to go on after the sink's cursor"
                            .formatted(file, e.getOriginalMessage()),
                    e);
        }
    }

    /** The state is on disk when this returns. */
    void write(State state) throws IOException {
        Files.createDirectories(file.toAbsolutePath().resolveSibling("."));
        DurableSpool.replace(file, MAPPER.writeValueAsBytes(state));
    }
}
