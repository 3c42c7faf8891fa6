package io.kinedex.ingest.kinesis.data;

import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.kinesis.AwsException;
import io.kinedex.ingest.kinesis.Operation;
import io.kinedex.ingest.kinesis.Operations;
import io.kinedex.metadata.MetadataException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * AWS's operations of Kinesis Data Streams. Stateless.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesis/latest/APIReference/API_Operations.html">Actions</a>
 */
public final class DataOperations {
    private static final Logger LOG = LoggerFactory.getLogger(DataOperations.class);

    private DataOperations() {}

    /** Adds them to those of an endpoint. */
    public static void register(Operations operations, DataStreams streams) {
        register(operations, streams, System::nanoTime);
    }

    /** @param nanos tells how old subscriptions are */
    static void register(Operations operations, DataStreams streams, LongSupplier nanos) {
        Target target = new Target(streams);
        Descriptions descriptions = new Descriptions(streams, target);
        StreamCalls calls = new StreamCalls(streams, target);
        WriteCalls writes = new WriteCalls(streams, target);
        ReadCalls reads = new ReadCalls(streams, target);
        TagCalls tags = new TagCalls(target);
        Subscriptions subscriptions = new Subscriptions(nanos);
        ConsumerCalls consumers = new ConsumerCalls(streams, target, subscriptions);
        SubscribeCalls subscribe = new SubscribeCalls(streams, target, consumers, subscriptions);
        add(operations, "CreateStream", calls::create);
        add(operations, "DeleteStream", calls::delete);
        add(operations, "IncreaseStreamRetentionPeriod", calls::increaseRetention);
        add(operations, "DecreaseStreamRetentionPeriod", calls::decreaseRetention);
        add(operations, "ListStreams", descriptions::listStreams);
        add(operations, "DescribeStream", descriptions::describe);
        add(operations, "DescribeStreamSummary", descriptions::summary);
        add(operations, "DescribeLimits", descriptions::limits);
        add(operations, "ListShards", descriptions::listShards);
        add(operations, "PutRecord", writes::putRecord);
        add(operations, "PutRecords", writes::putRecords);
        add(operations, "GetShardIterator", reads::getShardIterator);
        add(operations, "GetRecords", reads::getRecords);
        add(operations, "AddTagsToStream", tags::add);
        add(operations, "RemoveTagsFromStream", tags::remove);
        add(operations, "ListTagsForStream", tags::list);
        add(operations, "TagResource", tags::addToResource);
        add(operations, "UntagResource", tags::removeFromResource);
        add(operations, "ListTagsForResource", tags::listOfResource);
        add(operations, "RegisterStreamConsumer", consumers::register);
        add(operations, "DescribeStreamConsumer", consumers::describe);
        add(operations, "ListStreamConsumers", consumers::list);
        add(operations, "DeregisterStreamConsumer", consumers::deregister);
        add(operations, "SubscribeToShard", subscribe::subscribe);
    }

    private static void add(Operations operations, String name, Operation operation) {
        operations.data(name, exchange -> {
            try {
                operation.answer(exchange);
            } catch (MetadataException e) {
                LOG.warn("{} failed: {}", name, e.getMessage());
                throw new AwsException(500, "InternalFailure", "Internal service failure: " + e.code());
            } catch (IngestException e) {
                if (e instanceof AwsException) {
                    throw e;
                }
                LOG.warn("{} failed: {}", name, e.getMessage());
                throw new AwsException(500, "InternalFailure", "Internal service failure: " + e.code());
            }
        });
    }
}
