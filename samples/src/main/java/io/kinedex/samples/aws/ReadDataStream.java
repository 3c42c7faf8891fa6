package io.kinedex.samples.aws;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/**
 * Prints the records of a data stream from the oldest on, one shard after the other, until each is read to its newest:
 * {@code ReadDataStream http://127.0.0.1:7576 kinedex}.
 */
public final class ReadDataStream {
    private ReadDataStream() {}

    public static void main(String[] args) throws InterruptedException {
        if (args.length != 2) {
            System.err.println("usage: ReadDataStream ENDPOINT STREAM");
            System.exit(2);
        }
        try (KinesisClient kinesis = KinesisClient.builder()
                .endpointOverride(URI.create(args[0]))
                .httpClientBuilder(ApacheHttpClient.builder())
                .build()) {
            List<String> shards = kinesis.listShards(r -> r.streamName(args[1])).shards().stream()
                    .map(shard -> shard.shardId())
                    .toList();
            for (String shard : shards) {
                print(kinesis, args[1], shard);
            }
        }
    }

    private static void print(KinesisClient kinesis, String stream, String shard) throws InterruptedException {
        String iterator = kinesis.getShardIterator(
                        r -> r.streamName(stream).shardId(shard).shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .shardIterator();
        while (iterator != null) {
            String here = iterator;
            GetRecordsResponse page =
                    kinesis.getRecords(r -> r.shardIterator(here).limit(1000));
            for (Record record : page.records()) {
                System.out.println(record.partitionKey() + " " + record.data().asUtf8String());
            }
            boolean newest = page.millisBehindLatest() == 0;
            iterator = newest ? null : page.nextShardIterator();
            Thread.sleep(Duration.ofMillis(200)); // five reads a second of a shard are what AWS allows
        }
    }
}
