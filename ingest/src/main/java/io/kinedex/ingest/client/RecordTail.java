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
    private final Request request;
    private final Patience patience;
    private String from;
    private String lastId = "";
    private int sinceLastId;
    private int toSkip;
    private boolean reached;
    private @Nullable EventReader events;

    /**
     * What is followed.
     *
     * @param from     {@code trim-horizon}, {@code latest}, a sequence number or a time
     * @param stream   records of this stream only; empty for all
     * @param profile  what a message says; empty for the node's own records
     * @param envelope what is around it; empty for its place in the metadata stream
     */
    public record Request(String from, String stream, String profile, String envelope) {
        public static Request of(String from, String stream) {
            return new Request(from, stream, "", "");
        }
    }

    /** @param patience how long the node may be away, once it was there, before the attempt is given up */
    public RecordTail(NodeClient client, Request request, Duration patience) {
        this.client = client;
        this.request = request;
        this.from = request.from();
        this.patience = new Patience(patience);
    }

    /**
     * The next record, or the next message where a profile makes several of one; waits for it without end.
     *
     * @throws NodeUnreachable where the node was not there at the first call, or stays away
     */
    public JsonNode next() throws InterruptedException {
        while (true) {
            try {
                Optional<EventReader.Event> event = reader().next();
                if (event.isPresent()) {
                    patience.succeeded();
                    if (isNew(event.get())) {
                        return json(event.get().data());
                    }
                    continue;
                }
                cut(new IOException("the node ended the connection"));
            } catch (IOException e) {
                cut(e);
            }
        }
    }

    /**
     * The last message of a record has the record's id. After a cut among a record's messages all of them come again, and
     * those that were given are passed over.
     */
    private boolean isNew(EventReader.Event event) {
        boolean seen = toSkip > 0;
        toSkip -= seen ? 1 : 0;
        if (!event.id().equals(lastId)) {
            lastId = event.id();
            sinceLastId = 0;
        } else if (!seen) {
            sinceLastId++;
        }
        return !seen;
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
        toSkip = sinceLastId;
        return client.openTail(request, from, lastId);
    }

    private void cut(IOException reason) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        EventReader reader = events;
        if (reader != null) {
            sinceLastId = reader.lastId().equals(lastId) ? sinceLastId : 0;
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
