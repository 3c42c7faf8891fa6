package io.kinedex.metadata.kinesis;

import io.kinedex.metadata.MetadataException;
import io.kinedex.metadata.sink.Sink;
import io.kinedex.metadata.sink.SinkFactory;
import io.kinedex.metadata.stream.SequenceNumber;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryRequest;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;

/**
 * Publishes the metadata stream to Kinesis Data Streams with the AWS SDK's default chain of credentials, which need
 * {@code kinesis:DescribeStreamSummary}, {@code kinesis:ListShards} and {@code kinesis:PutRecords}. Any thread.
 */
public final class KinesisSinkFactory implements SinkFactory {
    private static final long DESCRIBE_SECONDS_MAX = 30;
    private static final int RECORD_KIBS = 1024;
    private static final Duration CALL_MAX = Duration.ofSeconds(30);
    private static final Duration ATTEMPT_MAX = Duration.ofSeconds(10);

    private final KinesisSinkOptions options;
    private final SinkCounts counts = new SinkCounts();
    private @Nullable KinesisAsyncClient client;

    public KinesisSinkFactory(KinesisSinkOptions options) {
        this.options = options;
    }

    @Override
    public Sink open(SequenceNumber after) throws InterruptedException {
        KinesisAsyncClient kinesis = client();
        DescribeStreamSummaryRequest request = DescribeStreamSummaryRequest.builder()
                .streamName(options.target().name())
                .streamARN(options.target().arn())
                .build();
        StreamDescriptionSummary summary = Undelivered.await(
                        kinesis.describeStreamSummary(request), DESCRIBE_SECONDS_MAX, options.target())
                .streamDescriptionSummary();
        Integer kibs = summary.maxRecordSizeInKiB();
        OpenShards shards = new OpenShards(kinesis, options.target());
        shards.refresh();
        return new KinesisSink(options, kinesis, shards, (kibs == null ? RECORD_KIBS : kibs) << 10, after, counts);
    }

    private synchronized KinesisAsyncClient client() {
        KinesisAsyncClient made = client;
        if (made == null) {
            try {
                made = KinesisClients.kinesis(options.target(), CALL_MAX, ATTEMPT_MAX);
            } catch (SdkClientException e) {
                throw new MetadataException(
                        MetadataException.Code.UNDELIVERED,
                        "data stream %s: %s".formatted(options.target().stream(), e.getMessage()),
                        e);
            }
            client = made;
        }
        return made;
    }

    @Override
    public Map<String, Long> events() {
        return counts.snapshot();
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
        }
    }
}
