package io.kinedex.ingest.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinedex.ingest.upload.NewUpload;
import io.kinedex.ingest.upload.Upload;
import io.kinedex.metadata.index.Hit;
import io.kinedex.metadata.record.Box;
import io.kinedex.metadata.record.Embedding;
import io.kinedex.metadata.record.Sighting;
import io.kinedex.metadata.record.Word;
import io.kinedex.metadata.record.Wording;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** The JSON of the HTTP interface, as the OpenAPI description has it. */
final class NodeJson {
    static final ObjectMapper MAPPER = JsonMapper.builder().build();

    private NodeJson() {}

    static JsonNode read(String text) throws JsonProcessingException {
        return MAPPER.readTree(text);
    }

    static ObjectNode newUpload(NewUpload upload) {
        ObjectNode json = MAPPER.createObjectNode().put("fileName", upload.fileName());
        upload.length().ifPresent(length -> json.put("length", length));
        upload.start().ifPresent(start -> json.put("start", start.toString()));
        upload.after().ifPresent(after -> json.put("after", after));
        return json;
    }

    static Upload upload(JsonNode json) {
        return new Upload(
                json.path("id").asText(),
                json.path("stream").asText(),
                json.path("fileName").asText(),
                Upload.State.valueOf(json.path("state").asText().toUpperCase(Locale.ROOT)),
                json.hasNonNull("length") ? OptionalLong.of(json.path("length").asLong()) : OptionalLong.empty(),
                json.path("received").asLong(),
                instant(json.path("start")),
                progress(json.path("progress")),
                json.path("error").asText(""),
                json.path("warning").asText(""));
    }

    private static Upload.Progress progress(JsonNode json) {
        return new Upload.Progress(
                seconds(json.path("mediaSeconds")),
                seconds(json.path("mediaCutSeconds")),
                seconds(json.path("mediaAnalysedSeconds")),
                json.path("fragmentsCut").asLong(),
                json.path("fragmentsAnalysed").asLong(),
                json.path("framesAnalysed").asLong(),
                json.path("sightings").asLong());
    }

    static SearchPage searchPage(JsonNode json) {
        List<Hit> hits = new ArrayList<>();
        List<JsonNode> raw = new ArrayList<>();
        for (JsonNode hit : json.path("hits")) {
            hits.add(hit(hit));
            raw.add(hit);
        }
        return new SearchPage(
                hits,
                json.path("total").asLong(),
                json.path("totalExact").asBoolean(true),
                Optional.ofNullable(json.path("next").textValue()).filter(next -> !next.isEmpty()),
                raw);
    }

    private static Hit hit(JsonNode json) {
        return new Hit(
                json.path("stream").asText(),
                sighting(json.path("sighting")),
                json.path("engine").asText(),
                json.path("model").asText(),
                json.path("recordId").asText(),
                json.path("fragmentNumber").asText(),
                json.path("score").asDouble());
    }

    private static Sighting sighting(JsonNode json) {
        JsonNode box = json.path("box");
        return new Sighting(
                json.path("id").asText(),
                json.path("kind").asText(),
                json.path("label").asText(),
                Instant.parse(json.path("start").asText()),
                Instant.parse(json.path("end").asText()),
                Instant.parse(json.path("best").asText()),
                new Box(
                        box.path("left").asDouble(),
                        box.path("top").asDouble(),
                        box.path("width").asDouble(),
                        box.path("height").asDouble()),
                json.path("confidence").asDouble(),
                json.path("open").asBoolean(),
                new Wording(json.path("text").asText(), json.path("language").asText(), words(json.path("words"))),
                Embedding.NONE);
    }

    private static List<Word> words(JsonNode json) {
        List<Word> words = new ArrayList<>();
        for (JsonNode word : json) {
            words.add(new Word(
                    word.path("text").asText(),
                    Instant.parse(word.path("start").asText()),
                    Instant.parse(word.path("end").asText()),
                    word.path("confidence").asDouble()));
        }
        return words;
    }

    static Optional<Instant> instant(JsonNode json) {
        return json.isTextual() && !json.textValue().isEmpty()
                ? Optional.of(Instant.parse(json.textValue()))
                : Optional.empty();
    }

    static Duration seconds(JsonNode json) {
        return Duration.ofMillis(Math.round(json.asDouble() * 1000));
    }
}
