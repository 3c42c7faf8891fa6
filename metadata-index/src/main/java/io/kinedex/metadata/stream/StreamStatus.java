package io.kinedex.metadata.stream;

import java.time.Instant;

/**
 * What is known of one stream name.
 *
 * @param name     the stream's name
 * @param shard    the shard that carries its records
 * @param appended how many of its records were appended since the storage was made, kept or not
 * @param latest   the sequence number of its newest record; 0 where it has only a checkpoint
 * @param arrival  when its newest record or checkpoint arrived
 */
public record StreamStatus(String name, int shard, long appended, SequenceNumber latest, Instant arrival) {}
