package io.kinedex.ingest.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.kinedex.ingest.IngestException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Follows a node's metadata records as they are published. A cut connection or a restart of the node is survived: it goes
 * on after the last record it gave. One thread at a time; an interrupt ends a wait.
 */
public final class RecordTail implements AutoCloseable {
    private final NodeClient client;
    private String from;
    private final String stream;
    private final Patience patience;
    private String lastId = "";
    private boolean reached;
    private @Nullable EventReader events;

    /**
     * @param from     {@code trim-horizon}, {@code latest}, a sequence number or a time
     * @param stream   records of this stream only; empty for all
     * @param patience how long the node may be away, once it was there, before the attempt is given up
     */
    public RecordTail(NodeClient client, String from, String stream, Duration patience) {
        this.client = client;
        this.from = from;
        this.stream = stream;
        this.patience = new Patience(patience);
    }

    /**
     * The next record; waits for it without end.
     *
     * @throws NodeUnreachable where the node was not there at the first call, or stays away
     */
    public JsonNode next() throws InterruptedException {
        while (true) {
            try {
                Optional<EventReader.Event> event = reader().next();
                if (event.isPresent()) {
                    lastId = event.get().id();
                    patience.succeeded();
                    return json(event.get().data());
                }
                cut(new IOException("the node ended the connection"));
            } catch (IOException e) {
                cut(e);
            }
        }
    }

    private EventReader reader() throws InterruptedException {
        EventReader reader = events;
        if (reader == null) {
            reader = new EventReader(reached ? patience.insist(this::open, (_, _) -> {}) : open(), lastId);
            reached = true;
            events = reader;
        }
        return reader;
    }

    private java.io.InputStream open() throws InterruptedException {
        if (from.equals("latest")) {
            // a place of its own: what is published between a cut and the next attempt is not lost
            from = client.nextSequence();
        }
        return client.openTail(from, stream, lastId);
    }

    private void cut(IOException reason) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        EventReader reader = events;
        if (reader != null) {
            lastId = reader.lastId();
        }
        close();
        patience.pauseAfter(new NodeUnreachable(client.node(), reason), (_, _) -> {});
    }

    private static JsonNode json(String data) {
        try {
            return NodeJson.read(data);
        } catch (JsonProcessingException e) {
            throw new IngestException(
                    IngestException.Code.UNAVAILABLE, "the node sent a record that is not JSON: " + data, e);
        }
    }

    /** Ends the connection. */
    @Override
    public void close() {
        EventReader reader = events;
        events = null;
        if (reader != null) {
            try {
                reader.close();
            } catch (IOException _) {
                // it was cut already
            }
        }
    }
}
