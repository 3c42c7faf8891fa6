package io.kinedex.metadata.kinesis;

import io.kinedex.metadata.sink.Backoff;
import java.time.Duration;
import java.util.Date;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.kinesis.common.ConfigsBuilder;
import software.amazon.kinesis.common.InitialPositionInStream;
import software.amazon.kinesis.common.InitialPositionInStreamExtended;
import software.amazon.kinesis.common.StreamIdentifier;
import software.amazon.kinesis.coordinator.CoordinatorConfig;
import software.amazon.kinesis.coordinator.Scheduler;
import software.amazon.kinesis.leases.LeaseManagementConfig;
import software.amazon.kinesis.metrics.NullMetricsFactory;
import software.amazon.kinesis.processor.ShardRecordProcessorFactory;
import software.amazon.kinesis.processor.SingleStreamTracker;
import software.amazon.kinesis.retrieval.RetrievalConfig;
import software.amazon.kinesis.retrieval.fanout.FanOutConfig;
import software.amazon.kinesis.retrieval.polling.PollingConfig;

/**
 * Follows a data stream with others of its application, by the Kinesis Client Library: shards are leased in DynamoDB, taken
 * over from followers that are gone, and read on through reshardings. Aggregates are taken apart. A record comes at least
 * once; one that comes again is passed over as long as this follower remembers its id. Any thread.
 *
 * <p>Nothing is told to CloudWatch. The credentials of the SDK's default chain need the rights that the library's
 * documentation names, on the data stream and on the tables named after the application.
 */
public final class KinesisFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KinesisFollower.class);
    private static final Duration CLOSE_MAX = Duration.ofSeconds(20);
    private static final Duration PAUSE_MIN = Duration.ofSeconds(1);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(10);
    private static final int ATTEMPTS_MAX = 4;
    private static final int INITIALIZATIONS_MAX = 5;

    private final CountDownLatch closing = new CountDownLatch(1);
    private final KinesisAsyncClient kinesis;
    private final DynamoDbAsyncClient dynamoDb;
    private final CloudWatchAsyncClient cloudWatch;
    private final Supplier<Scheduler> schedulers;
    private final Thread thread;
    private final AtomicBoolean reading = new AtomicBoolean();
    private final AtomicReference<@Nullable Scheduler> current = new AtomicReference<>();

    /** Begins to follow; records come as soon as there are leases. */
    public static KinesisFollower start(KinesisFollowerOptions options, RecordHandler handler) {
        KinesisFollower follower = new KinesisFollower(options, handler);
        follower.thread.start();
        return follower;
    }

    private KinesisFollower(KinesisFollowerOptions options, RecordHandler handler) {
        KinesisTarget target = options.target();
        KinesisTarget tables = new KinesisTarget(target.stream(), target.region(), options.dynamoDbEndpoint());
        this.kinesis = KinesisClients.following(target);
        this.dynamoDb = tables.place(DynamoDbAsyncClient.builder())
                .httpClientBuilder(NettyNioAsyncHttpClient.builder())
                .build();
        this.cloudWatch = new KinesisTarget(target.stream(), target.region(), "")
                .place(CloudWatchAsyncClient.builder())
                .httpClientBuilder(NettyNioAsyncHttpClient.builder())
                .build();
        RecordIds seen = new RecordIds(options.idsMax());
        ShardRecordProcessorFactory readings = () -> {
            reading.set(true);
            return new ShardReading(handler, seen, closing);
        };
        this.schedulers = () -> scheduler(
                new ConfigsBuilder(
                        new SingleStreamTracker(identifier(target), position(options)),
                        options.application(),
                        kinesis,
                        dynamoDb,
                        cloudWatch,
                        options.worker(),
                        readings),
                options);
        this.thread = Thread.ofPlatform()
                .name("following-" + options.application())
                .daemon()
                .unstarted(this::run);
    }

    /**
     * The library gives up after some attempts to begin: where the data stream is not there, but also where two followers make
     * an application's tables at the same moment. So it is begun again a few times.
     */
    private void run() {
        Backoff backoff = new Backoff(PAUSE_MIN, PAUSE_MAX);
        try {
            for (int attempt = 1; attempt <= ATTEMPTS_MAX && closing.getCount() > 0; attempt++) {
                reading.set(false);
                Scheduler scheduler = schedulers.get();
                FirstLeases.prepare(scheduler);
                current.set(scheduler);
                if (closing.getCount() > 0) {
                    scheduler.run();
                }
                if (reading.get()) {
                    attempt = 0;
                    backoff.reset();
                }
                closing.await(backoff.next().toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException _) {
            LOG.debug("the follower was interrupted");
        }
    }

    private static StreamIdentifier identifier(KinesisTarget target) {
        String arn = target.arn();
        return arn == null
                ? StreamIdentifier.singleStreamInstance(target.stream())
                : StreamIdentifier.singleStreamInstance(Arn.fromString(arn));
    }

    private static InitialPositionInStreamExtended position(KinesisFollowerOptions options) {
        return switch (options.from()) {
            case KinesisFollowerOptions.From.TrimHorizon() ->
                InitialPositionInStreamExtended.newInitialPosition(InitialPositionInStream.TRIM_HORIZON);
            case KinesisFollowerOptions.From.Latest() ->
                InitialPositionInStreamExtended.newInitialPosition(InitialPositionInStream.LATEST);
            case KinesisFollowerOptions.From.AtTime(var time) ->
                InitialPositionInStreamExtended.newInitialPositionAtTimestamp(Date.from(time));
        };
    }

    private Scheduler scheduler(ConfigsBuilder configs, KinesisFollowerOptions options) {
        long failover = options.failover().toMillis();
        RetrievalConfig retrieval = configs.retrievalConfig();
        if (options.fanOut()) {
            FanOutConfig fanOut = new FanOutConfig(kinesis).applicationName(options.application());
            String name = options.target().name();
            retrieval.retrievalSpecificConfig(name == null ? fanOut : fanOut.streamName(name));
        } else {
            String name = options.target().name();
            PollingConfig polling = name == null ? new PollingConfig(kinesis) : new PollingConfig(name, kinesis);
            polling.idleTimeBetweenReadsInMillis(options.pollPause().toMillis());
            retrieval.retrievalSpecificConfig(polling.usePollingConfigIdleTimeValue(true));
        }
        LeaseManagementConfig leases = configs.leaseManagementConfig()
                .failoverTimeMillis(failover)
                // the library would look for leases without an owner at every second failover only
                .leaseAssignmentIntervalMillis(Math.max(1000, failover / 5))
                // the library rests so long after each look at the shards, also before its first lease
                .shardSyncIntervalMillis(Math.max(1000, failover / 5));
        // by how much each follower reads: the processor of a machine tells little of one follower among other programs
        leases.workerUtilizationAwareAssignmentConfig().disableWorkerMetrics(true);
        CoordinatorConfig coordinator = configs.coordinatorConfig()
                .maxInitializationAttempts(INITIALIZATIONS_MAX)
                .parentShardPollIntervalMillis(Math.max(200, failover / 5));
        return new Scheduler(
                configs.checkpointConfig(),
                coordinator,
                leases,
                configs.lifecycleConfig(),
                configs.metricsConfig().metricsFactory(new NullMetricsFactory()),
                configs.processorConfig().callProcessRecordsEvenForEmptyRecordList(false),
                retrieval);
    }

    /** Waits until the follower has ended by itself, which it does where it cannot begin in several attempts. */
    public void join() throws InterruptedException {
        thread.join();
    }

    /** Ends in order: what was handled is checkpointed. The leases are another follower's when the failover time has passed. */
    @Override
    public void close() {
        closing.countDown();
        Scheduler scheduler = current.get();
        try {
            if (scheduler == null) {
                thread.interrupt();
            } else {
                end(scheduler);
            }
            thread.join(CLOSE_MAX);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        kinesis.close();
        dynamoDb.close();
        cloudWatch.close();
    }

    private static void end(Scheduler scheduler) throws InterruptedException {
        try {
            scheduler.startGracefulShutdown().get(CLOSE_MAX.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the follower did not end in order", e);
            scheduler.shutdown();
        } catch (InterruptedException e) {
            scheduler.shutdown();
            throw e;
        }
    }
}
