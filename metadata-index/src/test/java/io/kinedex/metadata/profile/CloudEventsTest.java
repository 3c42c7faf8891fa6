package io.kinedex.metadata.profile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.cloudevents.jackson.JsonFormat;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Reads the envelope with CloudEvents' own library. */
class CloudEventsTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final StreamArns ARNS = StreamArns.of("us-west-2", "123456789012");

    @Test
    void aRecordIsAnEvent() throws Exception {
        CloudEvent event = events(Profile.KINEDEX).getFirst();

        assertThat(event.getSpecVersion()).isEqualTo(SpecVersion.V1);
        assertThat(event.getId()).isEqualTo(Examples.FACES.record().id());
        assertThat(event.getSource()).isEqualTo(URI.create("/streams/gate%202"));
        assertThat(event.getType()).isEqualTo("io.kinedex.metadata.record.v1");
        assertThat(event.getSubject())
                .isEqualTo(Examples.FACES.record().fragment().number());
        assertThat(Objects.requireNonNull(event.getTime()).toInstant())
                .isEqualTo(Instant.parse("2026-11-22T10:00:00.193Z"));
        assertThat(event.getDataContentType()).isEqualTo("application/json");
        assertThat(event.getExtensionNames()).containsExactlyInAnyOrder("partitionkey", "recordedtime", "sequence");
        assertThat(event.getExtension("partitionkey")).isEqualTo("gate 2");
        assertThat(event.getExtension("sequence")).isEqualTo("0000000000000004711");
        assertThat(data(event)).isEqualTo(bare(Profile.KINEDEX).getFirst());
    }

    @Test
    void eachFrameIsAnEventOfItsOwnTimeInItsOrder() throws Exception {
        List<CloudEvent> events = events(Profile.REKOGNITION);

        assertThat(events)
                .extracting(CloudEvent::getType)
                .containsExactly("io.kinedex.rekognition.frame.v1", "io.kinedex.rekognition.frame.v1");
        assertThat(events)
                .extracting(event -> Objects.requireNonNull(event.getTime()).toInstant())
                .containsExactly(Instant.parse("2026-11-22T10:00:00.693Z"), Instant.parse("2026-11-22T10:00:02.193Z"));
        assertThat(events)
                .extracting(event -> event.getExtension("sequence"))
                .containsExactly("0000000000000004711.000000", "0000000000000004711.000001");
        assertThat(events).extracting(CloudEvent::getId).doesNotHaveDuplicates();
        assertThat(events.stream().map(CloudEventsTest::data)).isEqualTo(bare(Profile.REKOGNITION));
    }

    private static List<CloudEvent> events(Profile profile) {
        return new RecordForm(profile, Envelope.CLOUDEVENTS, ARNS)
                .messages(Examples.FACES).stream()
                        .map(message -> new JsonFormat().deserialize(message.json()))
                        .toList();
    }

    private static List<JsonNode> bare(Profile profile) {
        return new RecordForm(profile, Envelope.NONE, ARNS)
                .messages(Examples.FACES).stream()
                        .map(message -> json(message.json()))
                        .toList();
    }

    private static JsonNode data(CloudEvent event) {
        return json(Objects.requireNonNull(event.getData()).toBytes());
    }

    private static JsonNode json(byte[] utf8) {
        try {
            return MAPPER.readTree(utf8);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
