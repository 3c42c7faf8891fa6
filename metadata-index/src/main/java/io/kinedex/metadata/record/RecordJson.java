package io.kinedex.metadata.record;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinedex.metadata.MetadataException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * The JSON form of a {@link MetadataRecord}: one line of UTF-8, camelCase fields in a fixed order, instants as RFC 3339
 * in UTC with milliseconds, numbers rounded (boxes and keypoints to 5 decimals, confidences to 4). Equal records give
 * equal bytes, and what was read is written again byte for byte. docs/records.md explains it, {@link #schema()}
 * describes it. Stateless: any thread.
 *
 * <p>Reading ignores fields that it does not know. What is not a record of this or an older schema version is refused
 * with a {@link MetadataException} of code BAD_RECORD that names the field.
 */
public final class RecordJson {
    private static final String SCHEMA = "metadata-record-1.schema.json";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private RecordJson() {}

    /** The record as one line of UTF-8, without a line feed. */
    public static byte[] write(MetadataRecord record) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = MAPPER.createGenerator(out)) {
            RecordWriter.write(json, record);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        } catch (DateTimeException e) {
            throw new MetadataException(MetadataException.Code.BAD_RECORD, "bad record: " + e.getMessage(), e);
        }
        return out.toByteArray();
    }

    /** The line that a tail prints: the record in an envelope that says where and when it was published. */
    public static String writePublished(long sequence, int shard, Instant arrival, MetadataRecord record) {
        return "{\"sequence\":%d,\"shard\":%d,\"arrival\":\"%s\",\"record\":%s}"
                .formatted(
                        sequence,
                        shard,
                        JsonInstants.floor(arrival),
                        new String(write(record), StandardCharsets.UTF_8));
    }

    public static MetadataRecord read(byte[] utf8) {
        return read(utf8, 0, utf8.length);
    }

    public static MetadataRecord read(byte[] utf8, int offset, int length) {
        try (JsonParser parser = MAPPER.createParser(utf8, offset, length)) {
            JsonNode node = MAPPER.readTree(parser);
            if (node == null) {
                throw JsonObject.bad("the document", "is empty");
            }
            if (parser.nextToken() != null) {
                throw JsonObject.bad("the document", "goes on after its end");
            }
            return RecordReader.read(new JsonObject(node, ""));
        } catch (JsonProcessingException e) {
            throw new MetadataException(
                    MetadataException.Code.BAD_RECORD, "bad record: not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory cannot fail", e);
        }
    }

    /** The JSON schema (draft 2020-12) of version {@link MetadataRecord#SCHEMA_VERSION}. */
    public static String schema() {
        try (InputStream in = RecordJson.class.getResourceAsStream(SCHEMA)) {
            if (in == null) {
                throw new IllegalStateException(SCHEMA + " is missing from the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
