package io.kinedex.metadata.kinesis;

import io.kinedex.metadata.sink.Backoff;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.kinesis.exceptions.InvalidStateException;
import software.amazon.kinesis.exceptions.ShutdownException;
import software.amazon.kinesis.exceptions.ThrottlingException;
import software.amazon.kinesis.lifecycle.events.InitializationInput;
import software.amazon.kinesis.lifecycle.events.LeaseLostInput;
import software.amazon.kinesis.lifecycle.events.ProcessRecordsInput;
import software.amazon.kinesis.lifecycle.events.ShardEndedInput;
import software.amazon.kinesis.lifecycle.events.ShutdownRequestedInput;
import software.amazon.kinesis.processor.RecordProcessorCheckpointer;
import software.amazon.kinesis.processor.ShardRecordProcessor;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

/**
 * Reads one shard for a follower while it has the shard's lease. The library calls it, one call at a time.
 *
 * <p>The library passes over records on which its processor throws. So this tries its handler again until it succeeds or the
 * follower ends; what was not handled then is read again by whoever gets the lease.
 */
final class ShardReading implements ShardRecordProcessor {
    private static final Logger LOG = LoggerFactory.getLogger(KinesisFollower.class);
    private static final Duration PAUSE_MIN = Duration.ofMillis(100);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(10);
    private static final int CHECKPOINT_ATTEMPTS = 5;

    private final RecordHandler handler;
    private final RecordIds seen;
    private final CountDownLatch closing;
    private String shard = "";
    private volatile boolean lost;

    ShardReading(RecordHandler handler, RecordIds seen, CountDownLatch closing) {
        this.handler = handler;
        this.seen = seen;
        this.closing = closing;
    }

    @Override
    public void initialize(InitializationInput input) {
        shard = input.shardId();
        LOG.info("shard {} is read from {}", shard, input.extendedSequenceNumber());
    }

    @Override
    public void processRecords(ProcessRecordsInput input) {
        List<ReceivedRecord> fresh = fresh(input.records());
        boolean done = fresh.isEmpty() || handle(fresh);
        if (done && !input.records().isEmpty()) {
            fresh.forEach(received -> seen.add(received.id()));
            checkpoint(input.checkpointer());
        }
    }

    private List<ReceivedRecord> fresh(List<KinesisClientRecord> records) {
        List<ReceivedRecord> fresh = new ArrayList<>(records.size());
        Set<String> here = new HashSet<>();
        for (KinesisClientRecord each : records) {
            ByteBuffer buffer = each.data().duplicate();
            byte[] data = new byte[buffer.remaining()];
            buffer.get(data);
            String id = RecordIds.of(data);
            if (!seen.contains(id) && here.add(id)) {
                fresh.add(new ReceivedRecord(
                        shard,
                        each.sequenceNumber(),
                        each.subSequenceNumber(),
                        each.partitionKey(),
                        each.approximateArrivalTimestamp(),
                        id,
                        data));
            }
        }
        return fresh;
    }

    /** Whether it could be done before the follower ended or lost the shard. */
    private boolean handle(List<ReceivedRecord> records) {
        Backoff backoff = new Backoff(PAUSE_MIN, PAUSE_MAX);
        try {
            while (closing.getCount() > 0 && !lost) {
                try {
                    handler.handle(records);
                    return true;
                } catch (RuntimeException e) {
                    LOG.warn("{} records of shard {} could not be handled and come again", records.size(), shard, e);
                    closing.await(backoff.next().toNanos(), TimeUnit.NANOSECONDS);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        // what comes after must not be checkpointed over what was not handled
        lost = true;
        return false;
    }

    private void checkpoint(RecordProcessorCheckpointer checkpointer) {
        if (lost) {
            return;
        }
        Backoff backoff = new Backoff(PAUSE_MIN, PAUSE_MAX);
        for (int attempt = 1; attempt <= CHECKPOINT_ATTEMPTS; attempt++) {
            try {
                checkpointer.checkpoint();
                return;
            } catch (ThrottlingException e) {
                LOG.debug("the checkpoint of shard {} is throttled", shard, e);
                pause(backoff);
            } catch (ShutdownException | InvalidStateException e) {
                LOG.info("shard {} is another follower's: {}", shard, e.getMessage());
                return;
            }
        }
        LOG.warn(
                "shard {} has no checkpoint after {} attempts; the next records make good for it",
                shard,
                CHECKPOINT_ATTEMPTS);
    }

    private static void pause(Backoff backoff) {
        try {
            Thread.sleep(backoff.next());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void leaseLost(LeaseLostInput input) {
        lost = true;
        if (closing.getCount() > 0) {
            LOG.info("shard {} is read by another follower now", shard);
        }
    }

    @Override
    public void shardEnded(ShardEndedInput input) {
        LOG.info("shard {} has ended", shard);
        checkpoint(input.checkpointer());
    }

    @Override
    public void shutdownRequested(ShutdownRequestedInput input) {
        checkpoint(input.checkpointer());
    }
}
