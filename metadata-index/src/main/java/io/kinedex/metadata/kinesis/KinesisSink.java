package io.kinedex.metadata.kinesis;

import io.kinedex.metadata.MetadataException;
import io.kinedex.metadata.kinesis.Outbox.Departure;
import io.kinedex.metadata.sink.Sink;
import io.kinedex.metadata.stream.PublishedRecord;
import io.kinedex.metadata.stream.SequenceNumber;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/**
 * Puts records into a data stream under their stream's name as partition key, until something fails for good.
 *
 * <p>PutRecords promises no order, and may take the later of two records and refuse the earlier. So a request has at most one
 * parcel of each key, and the next one of a key leaves when the one before it was acknowledged; while it is under way, what
 * comes meanwhile gathers into the next. Keys do not wait for each other.
 *
 * <p>The runner's thread calls the methods of {@link Sink}; one thread of its own sends; answers come on the client's threads.
 */
final class KinesisSink implements Sink {
    private static final Logger LOG = LoggerFactory.getLogger(KinesisSink.class);

    /** PutRecords takes so many (Amazon Kinesis Data Streams Service API Reference, PutRecords). */
    private static final int PARCELS_MAX = 500;

    private static final long REQUEST_BYTES_MAX = 5 << 20;
    private static final int AGGREGATE_BYTES_MAX = 200 << 10;
    private static final int REQUESTS_MAX = 8;
    private static final int ATTEMPTS_MAX = 12;
    private static final Duration PAUSE_MIN = Duration.ofMillis(50);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(5);
    private static final Duration DONE = Duration.ofNanos(-1);
    private static final Duration CLOSE_MAX = Duration.ofSeconds(5);
    private static final Duration SHARDS_AGE_MAX = Duration.ofSeconds(30);
    private static final Duration SHARDS_AGE_MIN = Duration.ofSeconds(1);
    private static final long WAIT_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(200);
    private static final String THROTTLED = "ProvisionedThroughputExceededException";

    private final KinesisSinkOptions options;
    private final KinesisAsyncClient client;
    private final int recordBytesMax;
    private final SinkCounts counts;
    private final TooLargeFile tooLarge;
    private final Outbox outbox;
    private final Outbox.Terms terms;
    private final OpenShards shards;
    private final AtomicBoolean shardsMoved = new AtomicBoolean();
    private final Thread thread;
    private long shardsNanos = System.nanoTime();

    KinesisSink(
            KinesisSinkOptions options,
            KinesisAsyncClient client,
            OpenShards shards,
            int recordBytesMax,
            SequenceNumber after,
            SinkCounts counts) {
        this.options = options;
        this.client = client;
        this.shards = shards;
        this.recordBytesMax = recordBytesMax;
        this.counts = counts;
        this.tooLarge = new TooLargeFile(options.tooLarge());
        this.outbox = new Outbox(after);
        this.terms = new Outbox.Terms(
                PARCELS_MAX,
                Math.max(REQUEST_BYTES_MAX, recordBytesMax),
                options.aggregation() ? AGGREGATE_BYTES_MAX : 0,
                REQUESTS_MAX);
        this.thread =
                Thread.ofPlatform().name("sending-" + options.name()).daemon().start(this::send);
    }

    @Override
    public void accept(List<PublishedRecord> records) throws InterruptedException {
        for (PublishedRecord published : records) {
            String key = published.record().stream();
            int keyBytes = key.getBytes(StandardCharsets.UTF_8).length;
            List<byte[]> fitting = new ArrayList<>();
            for (byte[] payload : options.encoder().encode(published)) {
                if (payload.length + keyBytes > recordBytesMax) {
                    putAside(published, payload);
                } else {
                    fitting.add(payload);
                }
            }
            outbox.add(published.sequence(), key, fitting);
        }
    }

    private void putAside(PublishedRecord published, byte[] payload) throws InterruptedException {
        tooLarge.add(payload);
        counts.tooLarge.increment();
        LOG.warn(
                "record {} of stream {} has {} bytes, data stream {} takes {}: it is in {} instead",
                published.record().id(),
                published.record().stream(),
                payload.length,
                options.target().stream(),
                recordBytesMax,
                options.tooLarge());
    }

    @Override
    public void idle() {
        outbox.check();
    }

    @Override
    public SequenceNumber acknowledged() {
        return outbox.acknowledged();
    }

    private void send() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                refreshShards();
                List<Departure> request = outbox.next(terms, this::pace, WAIT_NANOS_MAX);
                if (!request.isEmpty()) {
                    send(request);
                }
            }
        } catch (InterruptedException _) {
            LOG.debug("sink {} sends no more", options.name());
        } catch (MetadataException e) {
            outbox.fail(e);
        } catch (RuntimeException e) {
            outbox.fail(Undelivered.because(options.target(), e));
        }
    }

    private long pace(String key, int size, long nowNanos) {
        Pace pace = shards.of(key).pace();
        synchronized (shards) {
            return pace.take(size, nowNanos);
        }
    }

    /** Regularly, and soon after a record went to another shard than it should have. */
    private void refreshShards() throws InterruptedException {
        Duration age = Duration.ofNanos(System.nanoTime() - shardsNanos);
        Duration ageMax = shardsMoved.get() ? SHARDS_AGE_MIN : SHARDS_AGE_MAX;
        if (age.compareTo(ageMax) <= 0) {
            return;
        }
        shardsNanos = System.nanoTime();
        shardsMoved.set(false);
        try {
            if (shards.refresh()) {
                counts.reshardings.increment();
                LOG.info("data stream {} has {} open shards now", options.target().stream(), shards.count());
            }
        } catch (MetadataException e) {
            LOG.warn("the shards are asked for again in {} s: {}", SHARDS_AGE_MAX.toSeconds(), e.getMessage());
        }
    }

    private void send(List<Departure> request) {
        List<OpenShards.OpenShard> expected =
                request.stream().map(leaving -> shards.of(leaving.lane().key())).toList();
        counts.requests.increment();
        PutRecordsRequest put = PutRecordsRequest.builder()
                .streamName(options.target().name())
                .streamARN(options.target().arn())
                .records(request.stream().map(KinesisSink::entry).toList())
                .build();
        client.putRecords(put).whenComplete((response, failure) -> {
            try {
                outbox.answered(
                        request, failure == null ? read(request, expected, response) : missed(request, failure));
            } catch (RuntimeException e) {
                outbox.fail(Undelivered.because(options.target(), e));
            }
        });
    }

    private static PutRecordsRequestEntry entry(Departure leaving) {
        return PutRecordsRequestEntry.builder()
                .partitionKey(leaving.lane().key())
                .data(leaving.parcel().data())
                .build();
    }

    private List<Duration> read(
            List<Departure> request, List<OpenShards.OpenShard> expected, PutRecordsResponse response) {
        List<Duration> pauses = new ArrayList<>(request.size());
        for (int i = 0; i < request.size(); i++) {
            PutRecordsResultEntry entry = response.records().get(i);
            if (entry.errorCode() == null) {
                counts.payloads.add(request.get(i).parcel().payloads().size());
                counts.bytes.add(request.get(i).parcel().size());
                if (!expected.get(i).id().equals(entry.shardId())) {
                    shardsMoved.set(true);
                }
                pauses.add(DONE);
            } else {
                pauses.add(refused(request.get(i), expected.get(i), entry));
            }
        }
        return pauses;
    }

    private Duration refused(Departure leaving, OpenShards.OpenShard shard, PutRecordsResultEntry entry) {
        if (THROTTLED.equals(entry.errorCode())) {
            counts.throttled.increment();
            shardsMoved.set(true);
            synchronized (shards) {
                shard.pace().exceeded(System.nanoTime());
            }
            leaving.lane().throttled();
            return pause(leaving.lane());
        }
        return again(leaving, "%s %s".formatted(entry.errorCode(), entry.errorMessage()), null);
    }

    /** No answer, or none that speaks of single records: the parcels may be there or not, and go again. */
    private List<Duration> missed(List<Departure> request, Throwable failure) {
        if (Undelivered.isLasting(failure)) {
            outbox.fail(Undelivered.because(options.target(), failure));
        }
        return request.stream()
                .map(leaving -> again(leaving, String.valueOf(failure.getMessage()), failure))
                .toList();
    }

    private Duration again(Departure leaving, String reason, @Nullable Throwable failure) {
        counts.retried.increment();
        leaving.lane().failed();
        if (leaving.lane().attempts() >= ATTEMPTS_MAX) {
            String what = "data stream %s did not take records of %s in %d attempts: %s"
                    .formatted(options.target().stream(), leaving.lane().key(), ATTEMPTS_MAX, reason);
            outbox.fail(
                    failure == null
                            ? Undelivered.because(what)
                            : new MetadataException(MetadataException.Code.UNDELIVERED, what, failure));
        }
        return pause(leaving.lane());
    }

    private static Duration pause(Lane lane) {
        long whole = Math.min(PAUSE_MAX.toNanos(), PAUSE_MIN.toNanos() << Math.min(lane.attempts() - 1, 10));
        return Duration.ofNanos(whole - ThreadLocalRandom.current().nextLong(whole / 2 + 1));
    }

    @Override
    public void close() {
        outbox.close(CLOSE_MAX);
        thread.interrupt();
        try {
            thread.join(CLOSE_MAX);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
