package io.kinedex.ingest.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EventReaderTest {
    @Test
    void joinsLinesOfDataAndSkipsComments() throws IOException {
        EventReader reader = reader(": hello\n\nid: 7\nevent: record\ndata: one\ndata:two\n\n");

        assertThat(reader.next()).contains(new EventReader.Event("7", "record", "one\ntwo"));
        assertThat(reader.next()).isEmpty();
    }

    @Test
    void keepsTheIdUntilAnotherComes() throws IOException {
        EventReader reader = reader("id: 7\ndata: a\n\ndata: b\n\n");
        reader.next();

        assertThat(reader.next()).contains(new EventReader.Event("7", "message", "b"));
    }

    @Test
    void dropsAnEventThatWasCutShortAndItsId() throws IOException {
        EventReader reader = reader("id: 7\ndata: a\n\nid: 8\ndata: b");
        reader.next();

        assertThat(reader.next()).isEmpty();
        assertThat(reader.lastId()).isEqualTo("7");
    }

    @Test
    void takesCarriageReturns() throws IOException {
        assertThat(reader("id: 1\r\ndata: a\r\n\r\n").next()).contains(new EventReader.Event("1", "message", "a"));
    }

    private static EventReader reader(String text) {
        return new EventReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "");
    }
}
