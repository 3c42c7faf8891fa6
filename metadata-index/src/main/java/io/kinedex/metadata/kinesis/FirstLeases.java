package io.kinedex.metadata.kinesis;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.kinesis.common.StreamConfig;
import software.amazon.kinesis.coordinator.Scheduler;
import software.amazon.kinesis.coordinator.streamInfo.StreamIdCache;
import software.amazon.kinesis.leases.LeaseRefresher;
import software.amazon.kinesis.leases.exceptions.LeasingException;
import software.amazon.kinesis.lifecycle.TaskResult;

/**
 * Makes the first leases of an application sooner than the library does by itself, which matters to one who watches a
 * terminal. Where it does not succeed nothing is lost: the library does it later. Stateless.
 */
final class FirstLeases {
    private static final Logger LOG = LoggerFactory.getLogger(KinesisFollower.class);
    private static final int INDEX_POLL_SECONDS = 1;
    private static final int INDEX_WAIT_SECONDS_MAX = 60;

    private FirstLeases() {}

    /**
     * Makes the tables and leases of an application that has none. The scheduler would look at the empty table for up to half a
     * minute first, lest a whole fleet list the shards at once, and at its index every 10 seconds only. Each lease is made on
     * condition that it is not there, so that followers that begin at the same moment do not disturb each other.
     */
    static void prepare(Scheduler scheduler) {
        try {
            StreamIdCache.initialize(
                    scheduler.streamIdCacheManager(),
                    scheduler.leaseManagementConfig().streamIdOnboardingState());
            scheduler.leaseCoordinator().initialize();
            LeaseRefresher refresher = scheduler.leaseRefresher();
            if (refresher.isLeaseTableEmpty()) {
                scheduler.currentStreamConfigMap().values().forEach(stream -> make(scheduler, stream));
            }
            refresher.createLeaseOwnerToLeaseKeyIndexIfNotExists();
            refresher.waitUntilLeaseOwnerToLeaseKeyIndexExists(INDEX_POLL_SECONDS, INDEX_WAIT_SECONDS_MAX);
        } catch (LeasingException | RuntimeException e) {
            LOG.debug("the first leases are left to the library", e);
        }
    }

    private static void make(Scheduler scheduler, StreamConfig stream) {
        TaskResult result =
                scheduler.shardSyncTaskManagerProvider().apply(stream).callShardSyncTask();
        if (result != null && result.getException() != null) {
            LOG.debug(
                    "the first leases of {} are left to the library", stream.streamIdentifier(), result.getException());
        }
    }
}
