package io.kinedex.ingest.kinesis;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kinedex.ingest.kinesis.wire.Encoding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/** Events in the framing of {@code application/vnd.amazon.eventstream}: a prelude, headers, a payload and checksums. */
final class EventWriter implements Events {
    static final String CONTENT_TYPE = "application/vnd.amazon.eventstream";

    private final OutputStream out;
    private final Encoding encoding;

    /** Sends the initial response, with which every stream of events begins. */
    EventWriter(OutputStream out, Encoding encoding) throws IOException {
        this.out = out;
        this.encoding = encoding;
        send("initial-response", generator -> {
            generator.writeStartObject();
            generator.writeEndObject();
        });
    }

    @Override
    public void send(String type, Writing event) throws IOException {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        try (JsonGenerator generator = encoding.generator(payload)) {
            event.to(generator);
        }
        write("event", ":event-type", type, payload.toByteArray());
    }

    @Override
    public void fail(AwsException error) throws IOException {
        write(
                "exception",
                ":exception-type",
                error.error(),
                encoding.write(JsonNodeFactory.instance.objectNode().put("message", error.getMessage())));
        out.close();
    }

    private void write(String kind, String typeHeader, String type, byte[] payload) throws IOException {
        ByteBuffer frame = new Message(
                        Map.of(
                                ":message-type",
                                HeaderValue.fromString(kind),
                                typeHeader,
                                HeaderValue.fromString(type),
                                ":content-type",
                                HeaderValue.fromString(encoding.contentType())),
                        payload)
                .toByteBuffer();
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        out.write(bytes);
        out.flush();
    }
}
