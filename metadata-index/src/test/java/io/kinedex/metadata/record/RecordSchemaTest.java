package io.kinedex.metadata.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import io.kinedex.metadata.stream.PublishedRecord;
import io.kinedex.metadata.stream.SequenceNumber;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class RecordSchemaTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private static final SchemaValidatorsConfig CONFIG =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
    private static final JsonSchema SCHEMA = FACTORY.getSchema(RecordJson.schema(), CONFIG);

    @Test
    void describesEveryRecordThatIsWritten() throws Exception {
        RandomRecords records = new RandomRecords(new Random(3));
        for (int i = 0; i < 500; i++) {
            byte[] json = RecordJson.write(records.next());
            assertThat(SCHEMA.validate(MAPPER.readTree(json)))
                    .as(new String(json, UTF_8))
                    .isEmpty();
        }
    }

    @Test
    void describesWhatATailPrints() throws Exception {
        ObjectNode published = (ObjectNode) MAPPER.readTree(RecordJson.schema());
        published.removeAll();
        published.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        published.put("$ref", "urn:kinedex:metadata-record:1#/$defs/publishedRecord");
        JsonSchemaFactory withRecord = JsonSchemaFactory.getInstance(
                SpecVersion.VersionFlag.V202012,
                factory -> factory.schemaLoaders(loaders -> loaders.schemas(
                        id -> id.startsWith("urn:kinedex:metadata-record:1") ? RecordJson.schema() : null)));
        JsonSchema schema = withRecord.getSchema(published, CONFIG);
        String line = new PublishedRecord(
                        new SequenceNumber(7), 2, Instant.parse("2026-11-22T10:00:02.412Z"), ExampleRecord.RECORD)
                .json();

        assertThat(line)
                .startsWith("{\"sequence\":7,\"shard\":2,\"arrival\":\"2026-11-22T10:00:02.412Z\",\"record\":{");
        assertThat(line).doesNotContain("\n");
        assertThat(schema.validate(MAPPER.readTree(line))).isEmpty();
        assertThat(schema.validate(MAPPER.readTree(line.replace("gate-2\"", "\""))))
                .isNotEmpty();
        assertThat(schema.validate(MAPPER.readTree("{}"))).hasSize(4);
    }

    @Test
    void refusesWhatIsNoRecord() throws Exception {
        ObjectNode json = (ObjectNode) MAPPER.readTree(RecordJsonTest.golden());
        json.remove("engine");
        ((ObjectNode) json.at("/outcome")).put("kind", "dropped");
        ((ObjectNode) json.at("/sightings/0")).put("start", "noon");
        assertThat(SCHEMA.validate(json)).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void describesEveryField() throws Exception {
        List<String> bare = new ArrayList<>();
        findBare(MAPPER.readTree(RecordJson.schema()), "", bare);
        assertThat(bare).isEmpty();
    }

    @Test
    void holdsForTheExampleInTheDocumentation() throws Exception {
        Path docs = Path.of(System.getProperty("kinedex.root", "..")).resolve("docs/records.md");
        Matcher example =
                Pattern.compile("```json\n(\\{\n.*?)```", Pattern.DOTALL).matcher(Files.readString(docs));
        assertThat(example.find()).isTrue();
        JsonNode json = MAPPER.readTree(example.group(1));
        assertThat(SCHEMA.validate(json)).isEmpty();
        assertThat(RecordJson.read(example.group(1).getBytes(UTF_8))).isEqualTo(ExampleRecord.RECORD);
    }

    private static void findBare(JsonNode schema, String path, List<String> bare) {
        for (String group : List.of("properties", "$defs")) {
            schema.path(group).properties().forEach(entry -> {
                String place = path + "/" + entry.getKey();
                if (!entry.getValue().has("description")) {
                    bare.add(place);
                }
                findBare(entry.getValue(), place, bare);
            });
        }
    }
}
