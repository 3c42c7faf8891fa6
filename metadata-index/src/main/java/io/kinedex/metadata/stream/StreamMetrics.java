package io.kinedex.metadata.stream;

/**
 * A snapshot of a metadata stream's counters.
 *
 * @param records    records that are kept
 * @param bytes      their size as JSON, before compression
 * @param latest     the newest record; 0 where there has been none
 * @param horizon    the oldest record that is kept, or the next one to come where none is
 * @param appended   records appended since the storage was made
 * @param replayed   records that were there already and were not appended again, since the stream was opened
 * @param commits    writes to the disk with an fsync, since the stream was opened; several appends share one
 * @param followers  open followers
 * @param lagMax     how many sequence numbers the slowest follower is behind {@code latest}; 0 where there is none
 */
public record StreamMetrics(
        long records,
        long bytes,
        SequenceNumber latest,
        SequenceNumber horizon,
        long appended,
        long replayed,
        long commits,
        int followers,
        long lagMax) {}
