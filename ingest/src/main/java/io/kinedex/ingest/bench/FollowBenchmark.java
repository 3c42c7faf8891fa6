package io.kinedex.ingest.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinedex.ingest.client.NodeClient;
import io.kinedex.ingest.client.RecordTail;
import io.kinedex.ingest.config.NodeConfig;
import io.kinedex.ingest.node.KinedexNode;
import io.kinedex.metadata.stream.Checkpoint;
import io.kinedex.metadata.stream.Follower;
import io.kinedex.metadata.stream.MetadataStream;
import io.kinedex.metadata.stream.PublishedRecord;
import io.kinedex.metadata.stream.StartPosition;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/**
 * How long a record takes from before it is published to being in a live follower's hands: of a follower in the node's own
 * process, and of one that follows by HTTP.
 */
public final class FollowBenchmark {
    private static final String STREAM = "camera-0";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration WARM_UP = Duration.ofSeconds(3);

    private final NodeConfig config;
    private final int perSecond;
    private final Duration length;
    private final PrintWriter out;
    private final Map<String, Long> sent = new ConcurrentHashMap<>();
    private final Queue<Double> embedded = new ConcurrentLinkedQueue<>();
    private final Queue<Double> byHttp = new ConcurrentLinkedQueue<>();

    /**
     * @param folder    for the node's data
     * @param perSecond how many records a second
     * @param length    for how long
     */
    public FollowBenchmark(Path folder, int perSecond, Duration length, PrintWriter out) {
        this.config = NodeConfig.defaults().at(folder, "127.0.0.1", 0);
        this.perSecond = perSecond;
        this.length = length;
        this.out = out;
    }

    /** Runs and prints what was measured. */
    public void run() throws InterruptedException {
        try (KinedexNode node = KinedexNode.start(config)) {
            MetadataStream stream = node.services().metadata();
            CountDownLatch ready = new CountDownLatch(1);
            try (Follower follower = stream.follow(new StartPosition.Latest(), Set.of());
                    NodeClient client = new NodeClient(node.address());
                    RecordTail tail = new RecordTail(client, RecordTail.Request.of("trim-horizon", ""), PATIENCE)) {
                Thread inside = Thread.ofPlatform().name("follow-inside").start(() -> inside(follower));
                Thread outside = Thread.ofVirtual().name("follow-by-http").start(() -> outside(tail, ready));
                publish(stream, 1, 1);
                ready.await();
                long count = length.toSeconds() * perSecond;
                publish(stream, 2, 2 + WARM_UP.toSeconds() * perSecond);
                embedded.clear();
                byHttp.clear();
                publish(stream, 3 + WARM_UP.toSeconds() * perSecond, count);
                Thread.sleep(1000);
                inside.interrupt();
                outside.interrupt();
                inside.join();
                outside.join();
            }
            print("in the node's process", embedded);
            print("by HTTP", byHttp);
        }
    }

    private void publish(MetadataStream stream, long first, long count) throws InterruptedException {
        long due = System.nanoTime();
        for (long fragment = first; fragment < first + count; fragment++) {
            Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
            String number = Long.toString(fragment);
            sent.put(number, System.nanoTime());
            stream.append(List.of(CameraRecords.of(STREAM, fragment)), new Checkpoint(STREAM, number, "{}"));
            due += Duration.ofSeconds(1).toNanos() / perSecond;
        }
    }

    private void inside(Follower follower) {
        try {
            while (true) {
                for (PublishedRecord published : follower.poll(100, PATIENCE)) {
                    received(published.record().fragment().number(), embedded);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void outside(RecordTail tail, CountDownLatch ready) {
        try {
            while (true) {
                JsonNode line = tail.next();
                received(line.path("record").path("fragment").path("number").asText(), byHttp);
                ready.countDown();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void received(String number, Queue<Double> millis) {
        Long from = sent.get(number);
        if (from != null) {
            millis.add((System.nanoTime() - from) / 1e6);
        }
    }

    private void print(String where, Queue<Double> millis) {
        double[] sorted =
                millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            out.printf("no record came to the follower %s%n", where);
            return;
        }
        out.printf(
                "published to in a follower's hands, %s, %d records/s: p50 %.1f ms, p99 %.1f ms, longest %.1f ms (%d)%n",
                where,
                perSecond,
                Percentiles.of(sorted, 0.5),
                Percentiles.of(sorted, 0.99),
                sorted[sorted.length - 1],
                sorted.length);
    }
}
