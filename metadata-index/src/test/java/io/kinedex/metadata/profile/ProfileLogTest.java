package io.kinedex.metadata.profile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.stream.Checkpoint;
import io.kinedex.metadata.stream.Document;
import io.kinedex.metadata.stream.Entry;
import io.kinedex.metadata.stream.EntryPage;
import io.kinedex.metadata.stream.RocksMetadataStream;
import io.kinedex.metadata.stream.SequenceNumber;
import io.kinedex.metadata.stream.StartPosition;
import io.kinedex.metadata.stream.StreamOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stream as Rekognition's records, to be read message by message. */
class ProfileLogTest {
    private static final StreamArns ARNS = StreamArns.of("us-west-2", "123456789012");
    private static final RecordForm FORM = new RecordForm(Profile.REKOGNITION, Envelope.NONE, ARNS);
    private static final Duration MOMENT = Duration.ofMillis(1);

    @TempDir
    private Path folder;

    private RocksMetadataStream stream;
    private ProfileLog log;

    @BeforeEach
    void open() {
        stream = RocksMetadataStream.open(folder, StreamOptions.defaults().withShards(1));
        log = new ProfileLog(stream, FORM);
    }

    @AfterEach
    void close() {
        stream.close();
    }

    @Test
    void readsEveryMessageOnceWhateverTheSizeOfPages() {
        append(Examples.FACES.record());
        append(Examples.OBJECTS.record());
        stream.put(List.of(new Document("gate", null, "not a record".getBytes(UTF_8))));
        append(Examples.DROPPED.record());
        List<String> whole = read(100);

        assertThat(whole).hasSize(2);
        assertThat(whole.get(0)).contains("\"DetectedFace\"");
        assertThat(whole.get(1)).endsWith("\"FaceSearchResponse\":[]}");
        assertThat(read(1)).isEqualTo(whole);
    }

    @Test
    void goesOnBetweenTwoMessagesOfARecord() throws InterruptedException {
        append(Examples.FACES.record());
        SequenceNumber start = log.before(new StartPosition.TrimHorizon());
        EntryPage first = log.read(0, start, 1, 1 << 20);

        assertThat(first.entries()).hasSize(1);
        assertThat(first.behind()).isPositive();
        assertThat(log.await(0, first.position(), MOMENT)).isTrue();
        EntryPage second = log.read(0, first.position(), 10, 1 << 20);
        assertThat(second.entries()).hasSize(1);
        assertThat(second.behind()).isZero();
        assertThat(log.await(0, second.position(), MOMENT)).isFalse();
        SequenceNumber again = log.before(
                new StartPosition.AtSequence(second.entries().getFirst().sequence()));
        assertThat(log.read(0, again, 10, 1 << 20).entries())
                .extracting(Entry::sequence)
                .containsExactly(second.entries().getFirst().sequence());
    }

    @Test
    void beginsAfterTheNewestRecord() {
        append(Examples.FACES.record());
        SequenceNumber latest = log.before(new StartPosition.Latest());

        assertThat(latest).isEqualTo(log.latest());
        assertThat(log.read(0, latest, 10, 1 << 20).entries()).isEmpty();
    }

    private void append(MetadataRecord record) {
        stream.append(
                List.of(record),
                new Checkpoint(record.stream(), record.fragment().number(), "{}"));
    }

    private List<String> read(int entriesMax) {
        List<String> messages = new ArrayList<>();
        SequenceNumber position = log.before(new StartPosition.TrimHorizon());
        while (true) {
            EntryPage page = log.read(0, position, entriesMax, 1 << 20);
            page.entries().forEach(entry -> messages.add(text(entry)));
            position = page.position();
            if (page.behind().isZero()) {
                return messages;
            }
        }
    }

    private static String text(Entry entry) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            entry.data(out::write);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(UTF_8);
    }
}
