package io.kinedex.ingest.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.StringJoiner;

/** Reads server-sent events, as the HTML standard's section "Interpreting an event stream" has them. One thread at a time. */
final class EventReader implements AutoCloseable {
    private final InputStream in;
    private final BufferedReader lines;
    private String lastId;

    /** @param lastId of the last event that was seen before */
    EventReader(InputStream in, String lastId) {
        this.in = in;
        this.lastId = lastId;
        this.lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    /**
     * An event with its data.
     *
     * @param id   the last id that was seen up to and including this event; may be empty
     * @param name {@code message} where the sender gave none
     */
    record Event(String id, String name, String data) {}

    /** The next event; empty where the stream has ended. An event that was cut short is dropped, its id too. */
    Optional<Event> next() throws IOException {
        String name = "message";
        String id = lastId;
        StringJoiner data = new StringJoiner("\n");
        boolean any = false;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty()) {
                lastId = id;
                if (any) {
                    return Optional.of(new Event(id, name, data.toString()));
                }
                name = "message";
                continue;
            }
            int colon = line.indexOf(':');
            String value = colon < 0 ? "" : line.substring(colon + (line.startsWith(" ", colon + 1) ? 2 : 1));
            switch (colon < 0 ? line : line.substring(0, colon)) {
                case "data" -> {
                    data.add(value);
                    any = true;
                }
                case "event" -> name = value;
                case "id" -> id = value;
                default -> {
                    // comments that keep the connection alive, and fields of later times
                }
            }
        }
        return Optional.empty();
    }

    /** The id of the last event, or an id that came without data. */
    String lastId() {
        return lastId;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
