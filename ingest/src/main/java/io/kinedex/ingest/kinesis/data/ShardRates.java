package io.kinedex.ingest.kinesis.data;

import io.kinedex.ingest.config.DataStreamsConfig;
import io.kinedex.ingest.kinesis.AwsException;
import io.kinedex.ingest.kinesis.Rate;
import java.util.Optional;

/**
 * What one shard takes and gives a second. Any thread.
 *
 * @see <a href="https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html">Quotas and limits</a>
 */
final class ShardRates {
    private final Rate writeBytes;
    private final Rate writeRecords;
    private final Rate readBytes;
    private final Rate reads;

    ShardRates(DataStreamsConfig config, boolean limited) {
        this.writeBytes = rate(limited, config.writeBytesPerSecond().bytes());
        this.writeRecords = rate(limited, config.writeRecordsPerSecond());
        this.readBytes = rate(limited, config.readBytesPerSecond().bytes());
        this.reads = rate(limited, config.readsPerSecond());
    }

    private static Rate rate(boolean limited, long perSecond) {
        return new Rate(limited ? perSecond : 0, System::nanoTime);
    }

    /** Whether a record of this size may be written now. */
    boolean write(long bytes) {
        return writeRecords.take(1) && writeBytes.take(bytes);
    }

    /** Why nothing may be read now; empty where it may. */
    Optional<AwsException> refuseRead(String what) {
        boolean open = readBytes.isOpen() && reads.take(1);
        return open ? Optional.empty() : Optional.of(Refusals.throughput("Rate exceeded for " + what + "."));
    }

    void haveRead(long bytes) {
        readBytes.charge(bytes);
    }
}
