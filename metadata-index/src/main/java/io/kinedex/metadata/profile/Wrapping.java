package io.kinedex.metadata.profile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.kinedex.metadata.stream.PublishedRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;

/**
 * Puts the envelope around a document whose bytes are ready. Stateless.
 *
 * <p>CloudEvents' own Java library would take the document apart and put it together again; eleven members in front of
 * ready bytes are quicker written. The tests read them with the library.
 */
final class Wrapping {
    private static final JsonFactory JSON = new JsonFactory();
    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private Wrapping() {}

    static byte[] published(PublishedRecord published, Document document) {
        return write(document, json -> {
            json.writeNumberField("sequence", published.sequence().value());
            json.writeNumberField("shard", published.shard());
            json.writeStringField("arrival", time(published.arrival()));
            json.writeFieldName("record");
        });
    }

    /**
     * CloudEvents 1.0, JSON format, structured mode, with the documented extensions partitionkey, recordedtime and sequence.
     *
     * @see <a href="https://github.com/cloudevents/spec/tree/main/cloudevents/extensions">Documented extensions</a>
     */
    static byte[] cloudEvent(PublishedRecord published, Document document) {
        String stream = published.record().stream();
        return write(document, json -> {
            json.writeStringField("specversion", "1.0");
            json.writeStringField("id", document.id());
            json.writeStringField("source", "/streams/" + segment(stream));
            json.writeStringField("type", document.type());
            json.writeStringField("subject", published.record().fragment().number());
            json.writeStringField("time", time(document.time()));
            json.writeStringField("datacontenttype", "application/json");
            json.writeStringField("partitionkey", stream);
            json.writeStringField("recordedtime", time(published.arrival()));
            json.writeStringField("sequence", sequence(published, document));
            json.writeFieldName("data");
        });
    }

    /** The extension wants an order of strings: of fixed length, the part's place after the record's. */
    private static String sequence(PublishedRecord published, Document document) {
        long value = published.sequence().value();
        return document.part() < 0 ? "%019d".formatted(value) : "%019d.%06d".formatted(value, document.part());
    }

    /** A segment of a URI's path (RFC 3986). */
    private static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String time(Instant instant) {
        return MILLIS.format(instant.truncatedTo(ChronoUnit.MILLIS));
    }

    /** Writes the members in front of the document, the last of which is the name of the document's own. */
    private interface Members {
        void write(JsonGenerator json) throws IOException;
    }

    private static byte[] write(Document document, Members members) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(document.json().length + 512);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            members.write(json);
            json.writeRawValue(new String(document.json(), StandardCharsets.UTF_8));
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return out.toByteArray();
    }
}
