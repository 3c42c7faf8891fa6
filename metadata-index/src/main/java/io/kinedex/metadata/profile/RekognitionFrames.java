package io.kinedex.metadata.profile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.kinedex.metadata.record.AnalysedFrame;
import io.kinedex.metadata.record.Box;
import io.kinedex.metadata.record.Detection;
import io.kinedex.metadata.record.Keypoint;
import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.record.TrackedDetection;
import io.kinedex.metadata.stream.PublishedRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A record of the face engine as Rekognition Video's streaming face search would have told it: a document for each frame
 * that was looked at. Stateless.
 *
 * <p>Members stand in the order of the service's own records. What no model here tells (Pose, Quality, the landmarks
 * mouthLeft and mouthRight) is left out, and MatchedFaces is empty: an absent number is better than an invented one.
 *
 * @see <a href="https://docs.aws.amazon.com/rekognition/latest/dg/streaming-video-kinesis-output-reference.html">
 *     Kinesis face recognition record</a>
 */
final class RekognitionFrames {
    private static final String TYPE = "io.kinedex.rekognition.frame.v1";
    private static final String ENGINE = "faces";
    private static final String FACE = "face";
    private static final JsonFactory JSON = new JsonFactory();

    /** Ours are the person's own left and right, Rekognition's those of the picture: its eyeLeft has the smaller X. */
    private static final Map<String, String> LANDMARKS =
            Map.of("right-eye", "eyeLeft", "left-eye", "eyeRight", "nose", "nose");

    private RekognitionFrames() {}

    /** Empty for records of other engines, of fragments that were not looked at, and of reruns. */
    static List<Document> of(PublishedRecord published, StreamArns arns) {
        MetadataRecord record = published.record();
        boolean first = record.rerun().isEmpty();
        if (!first || !record.engine().name().equals(ENGINE) || record.frames().isEmpty()) {
            return List.of();
        }
        String arn = arns.arn(record.stream());
        List<Document> documents = new ArrayList<>(record.frames().size());
        for (AnalysedFrame frame : record.frames()) {
            int part = documents.size();
            byte[] json = write(published, arn, frame);
            documents.add(new Document("%s-%d".formatted(record.id(), part), TYPE, frame.time(), part, json));
        }
        return documents;
    }

    private static byte[] write(PublishedRecord published, String arn, AnalysedFrame frame) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            input(json, published, arn, frame);
            json.writeObjectFieldStart("StreamProcessorInformation");
            json.writeStringField("Status", "RUNNING");
            json.writeEndObject();
            json.writeArrayFieldStart("FaceSearchResponse");
            for (TrackedDetection tracked : frame.detections()) {
                if (tracked.detection().label().equals(FACE)) {
                    face(json, tracked.detection());
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return out.toByteArray();
    }

    private static void input(JsonGenerator json, PublishedRecord published, String arn, AnalysedFrame frame)
            throws IOException {
        Instant start = published.record().fragment().start();
        json.writeObjectFieldStart("InputInformation");
        json.writeObjectFieldStart("KinesisVideo");
        json.writeStringField("StreamArn", arn);
        json.writeStringField("FragmentNumber", published.record().fragment().number());
        json.writeNumberField("ServerTimestamp", seconds(published.arrival().toEpochMilli()));
        json.writeNumberField("ProducerTimestamp", seconds(start.toEpochMilli()));
        json.writeNumberField(
                "FrameOffsetInSeconds",
                seconds(Duration.between(start, frame.time()).toMillis()));
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void face(JsonGenerator json, Detection detection) throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart("DetectedFace");
        Box box = detection.box();
        json.writeObjectFieldStart("BoundingBox");
        json.writeNumberField("Height", rounded(box.height(), 5));
        json.writeNumberField("Width", rounded(box.width(), 5));
        json.writeNumberField("Left", rounded(box.left(), 5));
        json.writeNumberField("Top", rounded(box.top(), 5));
        json.writeEndObject();
        json.writeNumberField("Confidence", rounded(detection.confidence() * 100, 2));
        json.writeArrayFieldStart("Landmarks");
        for (Keypoint keypoint : detection.keypoints()) {
            landmark(json, keypoint);
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeArrayFieldStart("MatchedFaces");
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void landmark(JsonGenerator json, Keypoint keypoint) throws IOException {
        String type = LANDMARKS.get(keypoint.name());
        if (type != null) {
            json.writeStartObject();
            json.writeNumberField("X", rounded(keypoint.x(), 5));
            json.writeNumberField("Y", rounded(keypoint.y(), 5));
            json.writeStringField("Type", type);
            json.writeEndObject();
        }
    }

    private static BigDecimal seconds(long millis) {
        return plain(BigDecimal.valueOf(millis, 3));
    }

    private static BigDecimal rounded(double value, int decimals) {
        return plain(BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP));
    }

    /** Without trailing zeros and without an exponent. */
    private static BigDecimal plain(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
