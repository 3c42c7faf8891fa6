package io.kinedex.metadata.kinesis;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.Shard;

/**
 * The shards of a data stream that take records, each with its pace, and which of them a partition key goes to: the one whose
 * range has the key's MD5. One thread at a time.
 */
final class OpenShards {
    private static final long LIST_SECONDS_MAX = 30;

    private final KinesisAsyncClient client;
    private final KinesisTarget target;
    private NavigableMap<BigInteger, OpenShard> byStart = new TreeMap<>();

    /** A shard that takes records. */
    record OpenShard(String id, Pace pace) {}

    OpenShards(KinesisAsyncClient client, KinesisTarget target) {
        this.client = client;
        this.target = target;
    }

    /** Asks the service, and tells whether the shards are others now; those known already keep their pace. Blocks. */
    boolean refresh() throws InterruptedException {
        Map<String, Pace> paces = new HashMap<>();
        byStart.values().forEach(shard -> paces.put(shard.id(), shard.pace()));
        long now = System.nanoTime();
        NavigableMap<BigInteger, OpenShard> found = new TreeMap<>();
        for (Shard shard : list()) {
            if (shard.sequenceNumberRange().endingSequenceNumber() == null) {
                Pace pace = paces.getOrDefault(shard.shardId(), new Pace(now));
                found.put(new BigInteger(shard.hashKeyRange().startingHashKey()), new OpenShard(shard.shardId(), pace));
            }
        }
        if (found.isEmpty()) {
            throw Undelivered.because("data stream %s has no open shard".formatted(target.stream()));
        }
        boolean changed = !ids(found).equals(ids(byStart));
        byStart = found;
        return changed;
    }

    private static Set<String> ids(NavigableMap<BigInteger, OpenShard> shards) {
        return shards.values().stream().map(OpenShard::id).collect(Collectors.toSet());
    }

    private List<Shard> list() throws InterruptedException {
        List<Shard> all = new ArrayList<>();
        ListShardsRequest request = ListShardsRequest.builder()
                .streamName(target.name())
                .streamARN(target.arn())
                .build();
        while (true) {
            ListShardsResponse page = Undelivered.await(client.listShards(request), LIST_SECONDS_MAX, target);
            all.addAll(page.shards());
            if (page.nextToken() == null) {
                return all;
            }
            request = ListShardsRequest.builder().nextToken(page.nextToken()).build();
        }
    }

    OpenShard of(String partitionKey) {
        BigInteger hash = new BigInteger(1, Aggregate.md5(partitionKey.getBytes(StandardCharsets.UTF_8)));
        Map.Entry<BigInteger, OpenShard> found = byStart.floorEntry(hash);
        return found == null ? byStart.firstEntry().getValue() : found.getValue();
    }

    int count() {
        return byStart.size();
    }
}
