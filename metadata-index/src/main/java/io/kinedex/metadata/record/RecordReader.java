package io.kinedex.metadata.record;

import io.kinedex.metadata.MetadataException;
import io.kinedex.metadata.record.Outcome.Dropped;
import io.kinedex.metadata.record.Outcome.Found;
import io.kinedex.metadata.record.Outcome.Nothing;
import java.util.Base64;
import java.util.Optional;

/** Makes a record of a JSON object. Stateless. */
final class RecordReader {
    private RecordReader() {}

    static MetadataRecord read(JsonObject json) {
        requireVersion(json);
        MetadataRecord record;
        try {
            record = new MetadataRecord(
                    json.text("tenant"),
                    json.text("stream"),
                    fragment(json.object("fragment")),
                    engine(json.object("engine")),
                    outcome(json.object("outcome")),
                    json.list("frames", RecordReader::frame),
                    json.list("sightings", RecordReader::sighting),
                    json.has("people") ? Optional.of(people(json.object("people"))) : Optional.empty(),
                    json.has("rerun") ? Optional.of(rerun(json.object("rerun"))) : Optional.empty());
        } catch (IllegalArgumentException e) {
            throw new MetadataException(MetadataException.Code.BAD_RECORD, "bad record: " + e.getMessage(), e);
        }
        if (!json.text("id").equals(record.id())) {
            throw JsonObject.bad(
                    "id", "is %s, but the record's fields give %s".formatted(json.text("id"), record.id()));
        }
        return record;
    }

    private static PeopleChange people(JsonObject json) {
        return new PeopleChange(
                PeopleChange.Kind.of(json.text("change")),
                json.text("person"),
                json.texts("subjects"),
                Base64.getDecoder().decode(json.textOr("sealed", "")));
    }

    private static Rerun rerun(JsonObject json) {
        return new Rerun(json.text("id"), Rerun.State.of(json.text("state")));
    }

    private static void requireVersion(JsonObject json) {
        long version = json.integer("schemaVersion");
        if (version > MetadataRecord.SCHEMA_VERSION) {
            throw JsonObject.bad(
                    "schemaVersion",
                    "is %d, newer than %d, the newest this program reads: update it"
                            .formatted(version, MetadataRecord.SCHEMA_VERSION));
        }
        if (version < 1) {
            throw JsonObject.bad("schemaVersion", "is %d, must be 1 or more".formatted(version));
        }
    }

    private static FragmentRef fragment(JsonObject json) {
        return new FragmentRef(json.text("number"), json.instant("start"), json.instant("end"));
    }

    private static EngineRef engine(JsonObject json) {
        return new EngineRef(json.text("name"), json.text("model"), json.text("modelDigest"));
    }

    private static Outcome outcome(JsonObject json) {
        String kind = json.text("kind");
        return switch (kind) {
            case "found" -> new Found();
            case "nothing" -> new Nothing();
            case "dropped" -> new Dropped(json.text("reason"));
            default ->
                throw JsonObject.bad(json.place("kind"), "is '%s', must be found, nothing or dropped".formatted(kind));
        };
    }

    private static AnalysedFrame frame(JsonObject json) {
        return new AnalysedFrame(json.instant("time"), json.list("detections", RecordReader::detection));
    }

    private static TrackedDetection detection(JsonObject json) {
        return new TrackedDetection(
                json.textOr("sightingId", ""),
                new Detection(
                        json.text("label"),
                        json.number("confidence"),
                        box(json.object("box")),
                        json.list("keypoints", RecordReader::keypoint),
                        json.textOr("text", "")));
    }

    private static Box box(JsonObject json) {
        return new Box(json.number("left"), json.number("top"), json.number("width"), json.number("height"));
    }

    private static Keypoint keypoint(JsonObject json) {
        return new Keypoint(json.text("name"), json.number("x"), json.number("y"));
    }

    private static Sighting sighting(JsonObject json) {
        return new Sighting(
                json.text("id"),
                json.text("kind"),
                json.text("label"),
                json.instant("start"),
                json.instant("end"),
                json.instant("best"),
                box(json.object("box")),
                json.number("confidence"),
                json.bool("open"),
                new Wording(
                        json.textOr("text", ""), json.textOr("language", ""), json.list("words", RecordReader::word)),
                json.has("embedding") ? embedding(json.object("embedding")) : Embedding.NONE);
    }

    private static Word word(JsonObject json) {
        return new Word(json.text("text"), json.instant("start"), json.instant("end"), json.number("confidence"));
    }

    private static Embedding embedding(JsonObject json) {
        return json.has("sealed")
                ? Embedding.sealed(json.text("model"), Base64.getDecoder().decode(json.text("sealed")))
                : new Embedding(json.text("model"), VectorBytes.floats(json.text("vector")));
    }
}
