package io.kinedex.metadata.profile;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.kinesisvideo.parser.rekognition.pojo.KinesisVideo;
import com.amazonaws.kinesisvideo.parser.rekognition.pojo.Landmark;
import com.amazonaws.kinesisvideo.parser.rekognition.pojo.RekognitionOutput;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What programs made for Rekognition's records make of ours: Amazon's own classes, and ones that take nothing unknown. */
class RekognitionConsumersTest {
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();
    private static final RecordForm FORM =
            new RecordForm(Profile.REKOGNITION, Envelope.NONE, StreamArns.of("us-west-2", "123456789012"));

    /** The members of AWS's reference of the record, those that may be absent marked. */
    record FrameRecord(
            @JsonProperty("InputInformation") Input input,
            @JsonProperty("StreamProcessorInformation") Processor processor,
            @JsonProperty("FaceSearchResponse") List<Face> faces) {}

    record Input(@JsonProperty("KinesisVideo") Video video) {}

    record Video(
            @JsonProperty("StreamArn") String streamArn,
            @JsonProperty("FragmentNumber") String fragmentNumber,
            @JsonProperty("ServerTimestamp") double serverTimestamp,
            @JsonProperty("ProducerTimestamp") double producerTimestamp,
            @JsonProperty("FrameOffsetInSeconds") double frameOffsetInSeconds) {}

    record Processor(@JsonProperty("Status") String status) {}

    record Face(
            @JsonProperty("DetectedFace") Detected detected,
            @JsonProperty("MatchedFaces") List<Object> matched) {}

    record Detected(
            @JsonProperty("BoundingBox") BoundingBox box,
            @JsonProperty("Confidence") double confidence,
            @JsonProperty("Landmarks") List<Point> landmarks,
            @JsonProperty("Pose") @Nullable Object pose,
            @JsonProperty("Quality") @Nullable Object quality) {}

    record BoundingBox(
            @JsonProperty("Width") double width,
            @JsonProperty("Top") double top,
            @JsonProperty("Height") double height,
            @JsonProperty("Left") double left) {}

    record Point(
            @JsonProperty("Type") String type,
            @JsonProperty("X") double x,
            @JsonProperty("Y") double y) {}

    @Test
    void aReaderOfTheDocumentedMembersFindsThemAllAndNoOthers() throws Exception {
        List<FrameRecord> frames = read(FrameRecord.class);

        assertThat(frames)
                .extracting(frame -> frame.input().video())
                .containsExactly(
                        new Video(
                                "arn:aws:kinesisvideo:us-west-2:123456789012:stream/gate 2",
                                "91343852333181432392682062607743920146264094277",
                                1795341602.412,
                                1795341600.193,
                                0.5),
                        new Video(
                                "arn:aws:kinesisvideo:us-west-2:123456789012:stream/gate 2",
                                "91343852333181432392682062607743920146264094277",
                                1795341602.412,
                                1795341600.193,
                                2));
        assertThat(frames).extracting(FrameRecord::processor).containsOnly(new Processor("RUNNING"));
        assertThat(frames.get(0).faces())
                .containsExactly(new Face(
                        new Detected(
                                new BoundingBox(0.08125, 0.22, 0.14444, 0.41),
                                91.34,
                                List.of(
                                        new Point("eyeLeft", 0.43125, 0.27315),
                                        new Point("eyeRight", 0.46875, 0.27222),
                                        new Point("nose", 0.45, 0.00001)),
                                null,
                                null),
                        List.of()));
        assertThat(frames.get(1).faces()).isEmpty();
    }

    /** As the example of the guide adds them up to find a frame. */
    @Test
    void amazonsOwnClassesReadIt() throws Exception {
        List<RekognitionOutput> frames = read(RekognitionOutput.class);

        KinesisVideo video = frames.get(1).getInputInformation().getKinesisVideo();
        assertThat(video.getProducerTimestamp() + video.getFrameOffsetInSeconds())
                .isEqualTo(1795341602.193);
        assertThat(video.getServerTimestamp()).isEqualTo(1795341602.412);
        assertThat(frames.get(0).getFaceSearchResponse()).singleElement().satisfies(face -> {
            assertThat(face.getAdditionalProperties()).isEmpty();
            assertThat(face.getMatchedFaces()).isEmpty();
            assertThat(face.getDetectedFace().getAdditionalProperties()).isEmpty();
            assertThat(face.getDetectedFace().getConfidence()).isEqualTo(91.34);
            assertThat(face.getDetectedFace().getLandmarks())
                    .extracting(Landmark::getType)
                    .containsExactly("eyeLeft", "eyeRight", "nose");
        });
        assertThat(frames).allSatisfy(frame -> {
            assertThat(frame.getAdditionalProperties()).isEmpty();
            assertThat(frame.getInputInformation().getAdditionalProperties()).isEmpty();
            assertThat(frame.getStreamProcessorInformation().getStatus()).isEqualTo("RUNNING");
        });
        assertThat(video.getAdditionalProperties()).isEmpty();
    }

    private static <T> List<T> read(Class<T> type) throws Exception {
        List<T> all = new java.util.ArrayList<>();
        for (RecordMessage message : FORM.messages(Examples.FACES)) {
            all.add(STRICT.readValue(message.json(), type));
        }
        return all;
    }
}
