package io.kinedex.metadata.profile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kinedex.metadata.stream.PublishedRecord;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordFormTest {
    private static final StreamArns ARNS = StreamArns.of("us-west-2", "123456789012");

    /** Each file has a line for each message to a follower. */
    @ParameterizedTest
    @CsvSource({
        "KINEDEX, PUBLISHED",
        "KINEDEX, NONE",
        "KINEDEX, CLOUDEVENTS",
        "REKOGNITION, PUBLISHED",
        "REKOGNITION, NONE",
        "REKOGNITION, CLOUDEVENTS"
    })
    void writesWhatTheGoldenFileHas(Profile profile, Envelope envelope) throws IOException {
        RecordForm form = new RecordForm(profile, envelope, ARNS);

        assertThat(lines(form, Examples.FACES, Examples.OBJECTS, Examples.DROPPED))
                .isEqualTo(golden("%s-%s.jsonl".formatted(profile.key(), envelope.key())));
    }

    @Test
    void publishedRecordsAreTheLinesOfATail() {
        assertThat(lines(RecordForm.PUBLISHED, Examples.FACES)).isEqualTo(Examples.FACES.json() + "\n");
    }

    @Test
    void namesEachMessageOfARecordByARecordsIdAndAPlaceInIt() {
        String id = Examples.FACES.record().id();

        assertThat(new RecordForm(Profile.KINEDEX, Envelope.NONE, ARNS).messages(Examples.FACES))
                .extracting(RecordMessage::id)
                .containsExactly(id);
        assertThat(new RecordForm(Profile.REKOGNITION, Envelope.NONE, ARNS).messages(Examples.FACES))
                .extracting(RecordMessage::id)
                .containsExactly(id + "-0", id + "-1");
    }

    @Test
    void saysWhichNamesThereAre() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Profile.of("aws"))
                .withMessage("profile 'aws' must be one of: kinedex, rekognition");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Envelope.of(""))
                .withMessage("envelope '' must be one of: published, none, cloudevents");
    }

    private static String lines(RecordForm form, PublishedRecord... records) {
        return List.of(records).stream()
                .flatMap(record -> form.messages(record).stream())
                .map(message -> new String(message.json(), UTF_8) + "\n")
                .collect(Collectors.joining());
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(RecordFormTest.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
