package io.kinedex.ingest.kinesis.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.kinedex.ingest.kinesis.AwsException;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How documents are written on the wire. Any thread.
 *
 * <p>In a document's tree, blobs are read by {@link JsonNode#binaryValue()} and put as bytes; times are read as seconds with
 * a fraction and put as an {@link Instant} ({@code putPOJO}). CBOR has times as milliseconds with tag 1, which is what AWS's
 * SDKs speak; JSON has them as seconds.
 */
public enum Encoding {
    /** Kinesis Video. */
    REST_JSON("application/json", json()),
    /** Kinesis Data Streams with JSON. */
    JSON_1_1("application/x-amz-json-1.1", json()),
    JSON_1_0("application/x-amz-json-1.0", json()),
    /** Kinesis Data Streams with CBOR (RFC 8949), which the SDKs for Java use unless told otherwise. */
    CBOR_1_1("application/x-amz-cbor-1.1", cbor());

    private static final Logger LOG = LoggerFactory.getLogger(Encoding.class);
    private static final int EPOCH_TAG = 1;

    /** A node of a tree takes many times the bytes that it has on the wire. */
    private static final long TOKENS_MAX = 1_000_000;

    private final String contentType;
    private final ObjectMapper mapper;

    Encoding(String contentType, ObjectMapper mapper) {
        this.contentType = contentType;
        this.mapper = mapper;
    }

    /** The encoding of a call that names its target by header; JSON where the content type is none of these. */
    public static Encoding ofTarget(String contentType) {
        String type = contentType.toLowerCase(Locale.ROOT).strip();
        for (Encoding encoding : values()) {
            if (encoding != REST_JSON && type.startsWith(encoding.contentType)) {
                return encoding;
            }
        }
        return JSON_1_1;
    }

    public String contentType() {
        return contentType;
    }

    public byte[] write(ObjectNode document) throws IOException {
        return mapper.writeValueAsBytes(document);
    }

    /** Writes a document as it goes; blobs by {@code writeBinary}, times by {@code writePOJO}. Closing it closes the target. */
    public JsonGenerator generator(OutputStream out) throws IOException {
        return mapper.getFactory().createGenerator(out);
    }

    /**
     * The document that the bytes are; an empty one where there are none.
     *
     * @throws AwsException SerializationException where they are no document in this encoding
     */
    public ObjectNode read(byte[] bytes) {
        if (bytes.length == 0) {
            return JsonNodeFactory.instance.objectNode();
        }
        try {
            JsonNode tree = this == CBOR_1_1 ? readCbor(bytes) : mapper.readTree(bytes);
            if (tree instanceof ObjectNode document) {
                return document;
            }
        } catch (IOException | ArithmeticException e) {
            LOG.debug("a document cannot be read", e);
        }
        throw new AwsException(
                400, "SerializationException", "the request's body is no document of type " + contentType);
    }

    private JsonNode readCbor(byte[] bytes) throws IOException {
        try (CBORParser parser = (CBORParser) mapper.getFactory().createParser(bytes)) {
            parser.nextToken();
            JsonNode tree = cborValue(parser);
            if (parser.nextToken() != null) {
                throw new IOException("more follows after the document");
            }
            return tree;
        }
    }

    /** Jackson's own tree loses tags, and with them what is a time. */
    private static JsonNode cborValue(CBORParser parser) throws IOException {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new IOException("the document ends early");
        }
        return switch (token) {
            case START_OBJECT -> cborStructure(parser);
            case START_ARRAY -> {
                ArrayNode array = nodes.arrayNode();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(cborValue(parser));
                }
                yield array;
            }
            case VALUE_STRING -> nodes.textNode(parser.getText());
            case VALUE_NUMBER_INT ->
                parser.getCurrentTag() == EPOCH_TAG
                        ? nodes.numberNode(BigDecimal.valueOf(parser.getLongValue(), 3))
                        : nodes.numberNode(parser.getLongValue());
            case VALUE_NUMBER_FLOAT ->
                parser.getCurrentTag() == EPOCH_TAG
                        ? nodes.numberNode(BigDecimal.valueOf((long) parser.getDoubleValue(), 3))
                        : nodes.numberNode(parser.getDoubleValue());
            case VALUE_TRUE -> nodes.booleanNode(true);
            case VALUE_FALSE -> nodes.booleanNode(false);
            case VALUE_NULL -> nodes.nullNode();
            case VALUE_EMBEDDED_OBJECT -> nodes.binaryNode(parser.getBinaryValue());
            case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE ->
                throw new IOException("the document is not well-formed CBOR");
        };
    }

    private static ObjectNode cborStructure(CBORParser parser) throws IOException {
        ObjectNode structure = JsonNodeFactory.instance.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            if (parser.currentToken() != JsonToken.FIELD_NAME) {
                throw new IOException("the document is not well-formed CBOR");
            }
            String name = parser.currentName();
            parser.nextToken();
            structure.set(name, cborValue(parser));
        }
        return structure;
    }

    private static StreamReadConstraints constraints() {
        return StreamReadConstraints.builder()
                .maxNestingDepth(64)
                .maxTokenCount(TOKENS_MAX)
                .maxStringLength(256 << 20)
                .build();
    }

    private static ObjectMapper json() {
        return JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(constraints())
                        .build())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .addModule(new SimpleModule().addSerializer(new SecondsWriter()))
                .build();
    }

    private static ObjectMapper cbor() {
        return CBORMapper.builder(CBORFactory.builder()
                        .streamReadConstraints(constraints())
                        .build())
                .addModule(new SimpleModule().addSerializer(new MillisWriter()))
                .build();
    }

    private static final class SecondsWriter extends StdScalarSerializer<Instant> {
        private static final long serialVersionUID = 1L;

        SecondsWriter() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant time, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeNumber(BigDecimal.valueOf(time.toEpochMilli(), 3).toPlainString());
        }
    }

    private static final class MillisWriter extends StdScalarSerializer<Instant> {
        private static final long serialVersionUID = 1L;

        MillisWriter() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant time, JsonGenerator out, SerializerProvider provider) throws IOException {
            ((CBORGenerator) out).writeTag(EPOCH_TAG);
            out.writeNumber(time.toEpochMilli());
        }
    }
}
