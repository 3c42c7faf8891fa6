package io.kinedex.ingest.sink;

import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.record.RecordJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.kinesis.retrieval.AggregatorUtil;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

/** Reads all that a data stream has, by the plain client, and takes it apart with the Kinesis Client Library. */
final class WholeStream {
    private WholeStream() {}

    /** By stream name: the fragment numbers in the order of the shards, parents first. */
    static Map<String, List<Long>> read(KinesisAsyncClient client, String stream) throws InterruptedException {
        Map<String, List<Long>> numbers = new LinkedHashMap<>();
        for (Shard shard :
                client.listShards(request -> request.streamName(stream)).join().shards()) {
            for (KinesisClientRecord each : shard(client, stream, shard)) {
                byte[] data = new byte[each.data().remaining()];
                each.data().get(data);
                MetadataRecord record = RecordJson.read(data);
                numbers.computeIfAbsent(record.stream(), _ -> new ArrayList<>())
                        .add(Long.parseLong(record.fragment().number()));
            }
        }
        return numbers;
    }

    private static List<KinesisClientRecord> shard(KinesisAsyncClient client, String stream, Shard shard)
            throws InterruptedException {
        List<KinesisClientRecord> all = new ArrayList<>();
        String iterator = client.getShardIterator(request -> request.streamName(stream)
                        .shardId(shard.shardId())
                        .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .join()
                .shardIterator();
        while (iterator != null) {
            String here = iterator;
            GetRecordsResponse page =
                    client.getRecords(request -> request.shardIterator(here)).join();
            all.addAll(new AggregatorUtil()
                    .deaggregate(page.records().stream()
                            .map(KinesisClientRecord::fromRecord)
                            .toList()));
            boolean end = page.records().isEmpty() && page.millisBehindLatest() == 0;
            iterator = end ? null : page.nextShardIterator();
        }
        return all;
    }

    /** Each number where it stands first: what a consumer keeps that passes over what it has seen. */
    static List<Long> firstOnly(List<Long> numbers) {
        return List.copyOf(new LinkedHashSet<>(numbers));
    }
}
