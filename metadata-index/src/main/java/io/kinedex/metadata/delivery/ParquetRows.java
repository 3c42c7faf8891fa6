package io.kinedex.metadata.delivery;

import io.kinedex.metadata.record.AnalysedFrame;
import io.kinedex.metadata.record.Box;
import io.kinedex.metadata.record.Detection;
import io.kinedex.metadata.record.Keypoint;
import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.record.Outcome;
import io.kinedex.metadata.record.Rerun;
import io.kinedex.metadata.record.Sighting;
import io.kinedex.metadata.record.TrackedDetection;
import io.kinedex.metadata.stream.PublishedRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.jspecify.annotations.Nullable;

/**
 * Published records as rows of Parquet: what a query filters by is flat, frames and sightings are lists of structs as Athena,
 * Spark and DuckDB read them. No column has a name that SQL reserves or that the layout gives to a partition. One thread at a
 * time.
 */
final class ParquetRows extends WriteSupport<PublishedRecord> {
    static final MessageType SCHEMA = MessageTypeParser.parseMessageType("""
        message record {
          required int64 sequence;
          required int32 shard;
          required int64 arrival (TIMESTAMP(MILLIS,true));
          required binary id (STRING);
          required binary tenant (STRING);
          required binary stream_name (STRING);
          required binary fragment_number (STRING);
          required int64 fragment_start (TIMESTAMP(MILLIS,true));
          required int64 fragment_end (TIMESTAMP(MILLIS,true));
          required binary engine (STRING);
          required binary model (STRING);
          required binary model_digest (STRING);
          required binary outcome (STRING);
          optional binary dropped_reason (STRING);
          optional binary rerun_id (STRING);
          optional binary rerun_state (STRING);
          required group frames (LIST) {
            repeated group list {
              required group element {
                required int64 frame_time (TIMESTAMP(MILLIS,true));
                required group detections (LIST) {
                  repeated group list {
                    required group element {
                      optional binary sighting_id (STRING);
                      required binary label (STRING);
                      required double confidence;
                      required double box_left;
                      required double box_top;
                      required double box_width;
                      required double box_height;
                      required group keypoints (LIST) {
                        repeated group list {
                          required group element {
                            required binary name (STRING);
                            required double x;
                            required double y;
                          }
                        }
                      }
                      optional binary text (STRING);
                    }
                  }
                }
              }
            }
          }
          required group sightings (LIST) {
            repeated group list {
              required group element {
                required binary id (STRING);
                required binary kind (STRING);
                required binary label (STRING);
                required int64 start_time (TIMESTAMP(MILLIS,true));
                required int64 end_time (TIMESTAMP(MILLIS,true));
                required int64 best_time (TIMESTAMP(MILLIS,true));
                required double box_left;
                required double box_top;
                required double box_width;
                required double box_height;
                required double confidence;
                required boolean open;
                optional binary text (STRING);
                optional binary language (STRING);
              }
            }
          }
        }
        """);

    private @Nullable RecordConsumer consumer;

    @Override
    @SuppressWarnings("deprecation")
    public WriteContext init(Configuration configuration) {
        return context();
    }

    @Override
    public WriteContext init(ParquetConfiguration configuration) {
        return context();
    }

    private static WriteContext context() {
        return new WriteContext(SCHEMA, Map.of());
    }

    @Override
    public void prepareForWrite(RecordConsumer to) {
        this.consumer = to;
    }

    @Override
    public void write(PublishedRecord published) {
        RecordConsumer to = Objects.requireNonNull(consumer, "prepareForWrite comes first");
        to.startMessage();
        row(new Fields(to), published);
        to.endMessage();
    }

    private static void row(Fields fields, PublishedRecord published) {
        MetadataRecord record = published.record();
        fields.number("sequence", published.sequence().value());
        fields.integer("shard", published.shard());
        fields.time("arrival", published.arrival());
        fields.text("id", record.id());
        fields.text("tenant", record.tenant());
        fields.text("stream_name", record.stream());
        fields.text("fragment_number", record.fragment().number());
        fields.time("fragment_start", record.fragment().start());
        fields.time("fragment_end", record.fragment().end());
        fields.text("engine", record.engine().name());
        fields.text("model", record.engine().model());
        fields.text("model_digest", record.engine().modelDigest());
        outcome(fields, record.outcome());
        fields.textIfAny("rerun_id", record.rerun().map(Rerun::id).orElse(""));
        fields.textIfAny(
                "rerun_state", record.rerun().map(its -> its.state().key()).orElse(""));
        fields.list("frames", record.frames(), frame -> frame(fields, frame));
        fields.list("sightings", record.sightings(), sighting -> sighting(fields, sighting));
    }

    private static void outcome(Fields fields, Outcome outcome) {
        switch (outcome) {
            case Outcome.Found() -> fields.text("outcome", "found").absent();
            case Outcome.Nothing() -> fields.text("outcome", "nothing").absent();
            case Outcome.Dropped(String reason) ->
                fields.text("outcome", "dropped").text("dropped_reason", reason);
        }
    }

    private static void frame(Fields fields, AnalysedFrame frame) {
        fields.time("frame_time", frame.time());
        fields.list("detections", frame.detections(), detection -> detection(fields, detection));
    }

    private static void detection(Fields fields, TrackedDetection tracked) {
        Detection detection = tracked.detection();
        fields.textIfAny("sighting_id", tracked.sightingId());
        fields.text("label", detection.label());
        fields.real("confidence", detection.confidence());
        box(fields, detection.box());
        fields.list("keypoints", detection.keypoints(), keypoint -> keypoint(fields, keypoint));
        fields.textIfAny("text", detection.text());
    }

    private static void keypoint(Fields fields, Keypoint keypoint) {
        fields.text("name", keypoint.name());
        fields.real("x", keypoint.x());
        fields.real("y", keypoint.y());
    }

    private static void sighting(Fields fields, Sighting sighting) {
        fields.text("id", sighting.id());
        fields.text("kind", sighting.kind());
        fields.text("label", sighting.label());
        fields.time("start_time", sighting.start());
        fields.time("end_time", sighting.end());
        fields.time("best_time", sighting.best());
        box(fields, sighting.box());
        fields.real("confidence", sighting.confidence());
        fields.flag("open", sighting.open());
        fields.textIfAny("text", sighting.wording().text());
        fields.textIfAny("language", sighting.wording().language());
    }

    private static void box(Fields fields, Box box) {
        fields.real("box_left", box.left());
        fields.real("box_top", box.top());
        fields.real("box_width", box.width());
        fields.real("box_height", box.height());
    }

    /** Writes a group's fields one after the other, in the schema's order, and so knows each one's place. */
    private static final class Fields {
        private final RecordConsumer to;
        private int next;

        private Fields(RecordConsumer to) {
            this.to = to;
        }

        private Fields field(String name, Runnable value) {
            to.startField(name, next);
            value.run();
            to.endField(name, next++);
            return this;
        }

        private Fields textIfAny(String name, String value) {
            if (value.isEmpty()) {
                absent();
                return this;
            }
            return text(name, value);
        }

        private Fields text(String name, String value) {
            return field(name, () -> to.addBinary(Binary.fromString(value)));
        }

        private void number(String name, long value) {
            field(name, () -> to.addLong(value));
        }

        private void integer(String name, int value) {
            field(name, () -> to.addInteger(value));
        }

        private void real(String name, double value) {
            field(name, () -> to.addDouble(value));
        }

        private void flag(String name, boolean value) {
            field(name, () -> to.addBoolean(value));
        }

        private void time(String name, Instant value) {
            field(name, () -> to.addLong(value.toEpochMilli()));
        }

        /** Passes over an optional field. */
        private void absent() {
            next++;
        }

        private <T> void list(String name, List<T> values, Consumer<T> element) {
            int place = next;
            to.startField(name, place);
            to.startGroup();
            if (!values.isEmpty()) {
                to.startField("list", 0);
                values.forEach(value -> group(() -> {
                    to.startField("element", 0);
                    group(() -> element.accept(value));
                    to.endField("element", 0);
                }));
                to.endField("list", 0);
            }
            to.endGroup();
            to.endField(name, place);
            next = place + 1;
        }

        private void group(Runnable content) {
            to.startGroup();
            next = 0;
            content.run();
            to.endGroup();
        }
    }
}
