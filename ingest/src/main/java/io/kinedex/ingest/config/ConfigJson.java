package io.kinedex.ingest.config;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.MapperBuilder;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.kinedex.ingest.stream.LagPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/** How configuration and the node's own state files are written: dashed lower-case keys, durations as {@code 500ms}. */
public final class ConfigJson {
    /** For the node's state files; safe for all threads. */
    public static final ObjectMapper MAPPER = configure(JsonMapper.builder());

    private ConfigJson() {}

    static <M extends ObjectMapper, B extends MapperBuilder<M, B>> M configure(B builder) {
        return builder.propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .addModule(new JavaTimeModule())
                .addModule(new Jdk8Module())
                .addModule(new SimpleModule()
                        .addSerializer(new DurationWriter())
                        .addDeserializer(Duration.class, new DurationReader())
                        .addSerializer(new LagWriter())
                        .addDeserializer(LagPolicy.class, new LagReader()))
                .build();
    }

    private static final class DurationWriter extends StdScalarSerializer<Duration> {
        private static final long serialVersionUID = 1L;

        DurationWriter() {
            super(Duration.class);
        }

        @Override
        public void serialize(Duration value, JsonGenerator generator, SerializerProvider provider) throws IOException {
            generator.writeString(value.toString());
        }
    }

    private static final class DurationReader extends StdScalarDeserializer<Duration> {
        private static final long serialVersionUID = 1L;

        DurationReader() {
            super(Duration.class);
        }

        @Override
        public Duration deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            try {
                return DurationText.parse(parser.getText());
            } catch (IllegalArgumentException e) {
                throw JsonMappingException.from(parser, String.valueOf(e.getMessage()), e);
            }
        }
    }

    private static final class LagWriter extends StdScalarSerializer<LagPolicy> {
        private static final long serialVersionUID = 1L;

        LagWriter() {
            super(LagPolicy.class);
        }

        @Override
        public void serialize(LagPolicy value, JsonGenerator generator, SerializerProvider provider)
                throws IOException {
            generator.writeString(value.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
    }

    private static final class LagReader extends StdScalarDeserializer<LagPolicy> {
        private static final long serialVersionUID = 1L;

        LagReader() {
            super(LagPolicy.class);
        }

        @Override
        public LagPolicy deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return switch (parser.getText()) {
                case "catch-up" -> LagPolicy.CATCH_UP;
                case "skip-to-live" -> LagPolicy.SKIP_TO_LIVE;
                default ->
                    throw JsonMappingException.from(
                            parser, "'%s' is no lag policy; known: catch-up, skip-to-live".formatted(parser.getText()));
            };
        }
    }
}
