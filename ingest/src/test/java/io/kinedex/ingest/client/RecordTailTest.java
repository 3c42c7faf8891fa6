package io.kinedex.ingest.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecordTailTest {
    private final FakeNode node = new FakeNode();
    private final NodeClient client = new NodeClient(node.address());

    @AfterEach
    void close() {
        client.close();
        node.close();
    }

    @Test
    void goesOnAfterTheLastRecordWhenCutInTheMiddleOfOne() throws Exception {
        for (int i = 0; i < 5; i++) {
            node.addRecord("gate");
        }
        node.cutAfterEvents(2);

        try (RecordTail tail = tail("trim-horizon")) {
            for (int i = 1; i <= 5; i++) {
                assertThat(tail.next().path("sequence").asInt()).isEqualTo(i);
            }
        }
    }

    @Test
    void goesOnAfterTheLastMessageWhenCutBetweenTwoOfARecord() throws Exception {
        node.addRecord("gate");
        node.addRecord("gate");
        node.messagesOfARecord(3);
        node.cutAfterEvents(5);

        try (RecordTail tail = tail("trim-horizon")) {
            for (int i = 0; i < 6; i++) {
                JsonNode message = tail.next();
                assertThat(message.path("sequence").asInt()).isEqualTo(i / 3 + 1);
                assertThat(message.path("part").asInt()).isEqualTo(i % 3);
            }
        }
    }

    @Test
    void losesNothingAfterLatestWhenCutBeforeTheFirstRecord() throws Exception {
        node.addRecord("gate");
        node.cutAfterEvents(0);
        Thread publisher = Thread.ofVirtual().start(() -> {
            while (node.requests().stream().noneMatch(request -> request.contains("/tail"))) {
                Thread.onSpinWait();
            }
            node.addRecord("gate");
        });

        try (RecordTail tail = tail("latest")) {
            assertThat(tail.next().path("sequence").asInt()).isEqualTo(2);
        }
        publisher.join();
    }

    @Test
    void saysAtOnceThatThereIsNoNode() {
        node.stop();

        try (RecordTail tail = tail("latest")) {
            assertThatThrownBy(tail::next).isInstanceOf(NodeUnreachable.class);
        }
        node.start();
    }

    @Test
    void survivesARestartOfTheNode() throws Exception {
        node.addRecord("gate");
        try (RecordTail tail = tail("trim-horizon")) {
            tail.next();
            node.stop();
            node.addRecord("gate");
            node.start();

            assertThat(tail.next().path("sequence").asInt()).isEqualTo(2);
        }
    }

    private RecordTail tail(String from) {
        return new RecordTail(client, RecordTail.Request.of(from, ""), Duration.ofSeconds(30));
    }
}
