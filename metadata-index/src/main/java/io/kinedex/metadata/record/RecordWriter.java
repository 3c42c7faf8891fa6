package io.kinedex.metadata.record;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kinedex.metadata.record.Outcome.Dropped;
import io.kinedex.metadata.record.Outcome.Found;
import io.kinedex.metadata.record.Outcome.Nothing;
import java.io.IOException;
import java.util.Base64;

/** Writes a record's fields in the schema's order. Stateless. */
final class RecordWriter {
    private RecordWriter() {}

    static void write(JsonGenerator json, MetadataRecord record) throws IOException {
        json.writeStartObject();
        json.writeNumberField("schemaVersion", MetadataRecord.SCHEMA_VERSION);
        json.writeStringField("id", record.id());
        json.writeStringField("tenant", record.tenant());
        json.writeStringField("stream", record.stream());
        fragment(json, record.fragment());
        engine(json, record.engine());
        outcome(json, record.outcome());
        json.writeArrayFieldStart("frames");
        for (AnalysedFrame frame : record.frames()) {
            frame(json, frame);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("sightings");
        for (Sighting sighting : record.sightings()) {
            sighting(json, sighting);
        }
        json.writeEndArray();
        if (record.people().isPresent()) {
            people(json, record.people().get());
        }
        if (record.rerun().isPresent()) {
            rerun(json, record.rerun().get());
        }
        json.writeEndObject();
    }

    private static void people(JsonGenerator json, PeopleChange change) throws IOException {
        json.writeObjectFieldStart("people");
        json.writeStringField("change", change.kind().key());
        json.writeStringField("person", change.person());
        json.writeArrayFieldStart("subjects");
        for (String subject : change.subjects()) {
            json.writeString(subject);
        }
        json.writeEndArray();
        if (change.sealed().length > 0) {
            json.writeStringField("sealed", Base64.getEncoder().encodeToString(change.sealed()));
        }
        json.writeEndObject();
    }

    private static void rerun(JsonGenerator json, Rerun rerun) throws IOException {
        json.writeObjectFieldStart("rerun");
        json.writeStringField("id", rerun.id());
        json.writeStringField("state", rerun.state().key());
        json.writeEndObject();
    }

    private static void fragment(JsonGenerator json, FragmentRef fragment) throws IOException {
        json.writeObjectFieldStart("fragment");
        json.writeStringField("number", fragment.number());
        json.writeStringField("start", JsonInstants.floor(fragment.start()));
        json.writeStringField("end", JsonInstants.ceiling(fragment.end()));
        json.writeEndObject();
    }

    private static void engine(JsonGenerator json, EngineRef engine) throws IOException {
        json.writeObjectFieldStart("engine");
        json.writeStringField("name", engine.name());
        json.writeStringField("model", engine.model());
        json.writeStringField("modelDigest", engine.modelDigest());
        json.writeEndObject();
    }

    private static void outcome(JsonGenerator json, Outcome outcome) throws IOException {
        json.writeObjectFieldStart("outcome");
        switch (outcome) {
            case Found() -> json.writeStringField("kind", "found");
            case Nothing() -> json.writeStringField("kind", "nothing");
            case Dropped(String reason) -> {
                json.writeStringField("kind", "dropped");
                json.writeStringField("reason", reason);
            }
        }
        json.writeEndObject();
    }

    private static void frame(JsonGenerator json, AnalysedFrame frame) throws IOException {
        json.writeStartObject();
        json.writeStringField("time", JsonInstants.floor(frame.time()));
        json.writeArrayFieldStart("detections");
        for (TrackedDetection tracked : frame.detections()) {
            detection(json, tracked);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void detection(JsonGenerator json, TrackedDetection tracked) throws IOException {
        Detection detection = tracked.detection();
        json.writeStartObject();
        if (!tracked.sightingId().isEmpty()) {
            json.writeStringField("sightingId", tracked.sightingId());
        }
        json.writeStringField("label", detection.label());
        JsonNumbers.confidence(json, detection.confidence());
        JsonNumbers.box(json, detection.box());
        if (!detection.keypoints().isEmpty()) {
            json.writeArrayFieldStart("keypoints");
            for (Keypoint keypoint : detection.keypoints()) {
                keypoint(json, keypoint);
            }
            json.writeEndArray();
        }
        textIfAny(json, "text", detection.text());
        json.writeEndObject();
    }

    private static void textIfAny(JsonGenerator json, String field, String text) throws IOException {
        if (!text.isEmpty()) {
            json.writeStringField(field, text);
        }
    }

    private static void keypoint(JsonGenerator json, Keypoint keypoint) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", keypoint.name());
        JsonNumbers.fraction(json, "x", keypoint.x());
        JsonNumbers.fraction(json, "y", keypoint.y());
        json.writeEndObject();
    }

    private static void sighting(JsonGenerator json, Sighting sighting) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", sighting.id());
        json.writeStringField("kind", sighting.kind());
        json.writeStringField("label", sighting.label());
        json.writeStringField("start", JsonInstants.floor(sighting.start()));
        json.writeStringField("end", JsonInstants.ceiling(sighting.end()));
        json.writeStringField("best", JsonInstants.floor(sighting.best()));
        JsonNumbers.box(json, sighting.box());
        JsonNumbers.confidence(json, sighting.confidence());
        json.writeBooleanField("open", sighting.open());
        wording(json, sighting.wording());
        embedding(json, sighting.embedding());
        json.writeEndObject();
    }

    private static void wording(JsonGenerator json, Wording wording) throws IOException {
        textIfAny(json, "text", wording.text());
        textIfAny(json, "language", wording.language());
        if (!wording.words().isEmpty()) {
            json.writeArrayFieldStart("words");
            for (Word word : wording.words()) {
                json.writeStartObject();
                json.writeStringField("text", word.text());
                json.writeStringField("start", JsonInstants.floor(word.start()));
                json.writeStringField("end", JsonInstants.ceiling(word.end()));
                JsonNumbers.confidence(json, word.confidence());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
    }

    private static void embedding(JsonGenerator json, Embedding embedding) throws IOException {
        if (!embedding.isEmpty()) {
            json.writeObjectFieldStart("embedding");
            json.writeStringField("model", embedding.model());
            if (embedding.isSealed()) {
                json.writeStringField("sealed", Base64.getEncoder().encodeToString(embedding.sealed()));
            } else {
                json.writeStringField("vector", VectorBytes.base64(embedding.vector()));
            }
            json.writeEndObject();
        }
    }
}
