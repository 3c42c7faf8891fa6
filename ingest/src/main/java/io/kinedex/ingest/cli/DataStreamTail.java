package io.kinedex.ingest.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kinedex.ingest.IngestException;
import io.kinedex.metadata.kinesis.KinesisFollower;
import io.kinedex.metadata.kinesis.KinesisFollowerOptions;
import io.kinedex.metadata.kinesis.ReceivedRecord;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Prints what a Kinesis data stream carries, a line of JSON for each record. One use. */
final class DataStreamTail {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Terminal terminal;
    private final String only;
    private final CountDownLatch done = new CountDownLatch(1);
    private long left;
    private boolean readerGone;

    /**
     * @param only  records of this stream; empty for all
     * @param limit how many are printed; 0 for all
     */
    DataStreamTail(Terminal terminal, String only, long limit) {
        this.terminal = terminal;
        this.only = only;
        this.left = limit == 0 ? Long.MAX_VALUE : limit;
    }

    /** Until the limit is reached or the thread is interrupted; what was printed is checkpointed. */
    void run(KinesisFollowerOptions options) throws InterruptedException {
        try (KinesisFollower follower = KinesisFollower.start(options, this::print)) {
            Thread watch = Thread.ofVirtual().name("watching-follower").start(() -> {
                try {
                    follower.join();
                    done.countDown();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            });
            done.await();
            watch.interrupt();
        }
        if (readerGone()) {
            throw new Terminal.ReaderGone();
        }
        if (left() > 0) {
            throw new IngestException(
                    IngestException.Code.UNAVAILABLE,
                    "data stream %s cannot be followed; --verbose tells why".formatted(options.target().stream()));
        }
    }

    private synchronized long left() {
        return left;
    }

    private synchronized boolean readerGone() {
        return readerGone;
    }

    private synchronized void print(List<ReceivedRecord> records) {
        try {
            for (ReceivedRecord received : records) {
                if (left > 0 && (only.isEmpty() || only.equals(received.partitionKey()))) {
                    terminal.json(json(received));
                    left--;
                }
            }
        } catch (Terminal.ReaderGone _) {
            readerGone = true;
        }
        if (left == 0 || readerGone) {
            done.countDown();
        }
    }

    /** The record itself; what is no JSON is printed as text of base 64 in an object. */
    private static JsonNode json(ReceivedRecord received) {
        try {
            return MAPPER.readTree(received.data());
        } catch (IOException _) {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("partitionKey", received.partitionKey())
                    .put("data", received.data());
        }
    }
}
