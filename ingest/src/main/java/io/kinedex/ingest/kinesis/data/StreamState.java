package io.kinedex.ingest.kinesis.data;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is kept of a stream beside its log. Immutable.
 *
 * @param retention how long its records are kept
 * @param onDemand  how it is described; both modes are served alike
 */
record StreamState(
        String name,
        Instant created,
        int shards,
        boolean onDemand,
        Duration retention,
        Status status,
        Map<String, String> tags,
        List<Consumer> consumers) {

    /** As AWS has them. */
    enum Status {
        CREATING,
        ACTIVE,
        DELETING
    }

    /** A registered consumer. */
    record Consumer(String name, Instant created) {}

    static StreamState of(String name, Instant created, int shards, boolean onDemand, Duration retention) {
        return new StreamState(name, created, shards, onDemand, retention, Status.CREATING, Map.of(), List.of());
    }

    StreamState {
        tags = Map.copyOf(tags);
        consumers = List.copyOf(consumers);
    }

    Optional<Consumer> consumer(String consumerName) {
        return consumers.stream()
                .filter(consumer -> consumer.name().equals(consumerName))
                .findFirst();
    }

    StreamState with(String newName) {
        return new StreamState(newName, created, shards, onDemand, retention, status, tags, consumers);
    }

    StreamState with(Status newStatus) {
        return new StreamState(name, created, shards, onDemand, retention, newStatus, tags, consumers);
    }

    StreamState with(Duration newRetention) {
        return new StreamState(name, created, shards, onDemand, newRetention, status, tags, consumers);
    }

    StreamState withTags(Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(tags);
        all.putAll(more);
        return new StreamState(name, created, shards, onDemand, retention, status, all, consumers);
    }

    StreamState withoutTags(List<String> keys) {
        Map<String, String> rest = new TreeMap<>(tags);
        keys.forEach(rest::remove);
        return new StreamState(name, created, shards, onDemand, retention, status, rest, consumers);
    }

    StreamState with(Consumer consumer) {
        List<Consumer> all = new ArrayList<>(consumers);
        all.add(consumer);
        return new StreamState(name, created, shards, onDemand, retention, status, tags, all);
    }

    StreamState without(Consumer consumer) {
        List<Consumer> rest =
                consumers.stream().filter(each -> !each.equals(consumer)).toList();
        return new StreamState(name, created, shards, onDemand, retention, status, tags, rest);
    }
}
