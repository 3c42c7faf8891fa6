package io.kinedex.ingest.kinesis.data;

import io.kinedex.ingest.kinesis.AwsException;
import io.kinedex.ingest.kinesis.data.Input.Text;
import io.kinedex.metadata.stream.EntryLog;
import io.kinedex.metadata.stream.SequenceNumber;
import io.kinedex.metadata.stream.StartPosition;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;

/** Where a reader begins, as AWS's five types say it. Immutable. */
sealed interface Beginning {
    List<String> TYPES =
            List.of("AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER", "TRIM_HORIZON", "LATEST", "AT_TIMESTAMP");

    /** At a record, or after it. */
    record Numbered(BigInteger sequence, boolean after) implements Beginning {}

    /** Anywhere else. */
    record Placed(StartPosition start) implements Beginning {}

    /**
     * Reads the type and what belongs to it.
     *
     * @param number the member that has the sequence number
     * @param now    no time may be after it
     */
    static Beginning read(Input input, String type, String number, Instant now) {
        return switch (input.requireWord(type, TYPES)) {
            case "TRIM_HORIZON" -> new Placed(new StartPosition.TrimHorizon());
            case "LATEST" -> new Placed(new StartPosition.Latest());
            case "AT_TIMESTAMP" -> new Placed(new StartPosition.AtTime(time(input, now)));
            case "AT_SEQUENCE_NUMBER" -> new Numbered(sequence(input, number), false);
            default -> new Numbered(sequence(input, number), true);
        };
    }

    private static Instant time(Input input, Instant now) {
        Instant time = input.time("Timestamp")
                .orElseThrow(() -> Refusals.argument(
                        "Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP."));
        if (time.isAfter(now)) {
            throw Refusals.argument(
                    "The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. timestampInMillis: %d, currentTimestampInMillis: %d"
                            .formatted(time.toEpochMilli(), now.toEpochMilli()));
        }
        return time;
    }

    private static BigInteger sequence(Input input, String member) {
        return input.text(member, Text.SEQUENCE_NUMBER)
                .map(BigInteger::new)
                .orElseThrow(
                        () -> Refusals.argument("Must specify a sequence number for an iterator that begins at one."));
    }

    /**
     * The position after which to read.
     *
     * @throws AwsException InvalidArgumentException where the log has not given out the sequence number
     */
    default SequenceNumber in(EntryLog log, String shard, String stream) {
        return switch (this) {
            case Placed(StartPosition start) -> log.before(start);
            case Numbered(BigInteger sequence, boolean after) -> {
                if (sequence.compareTo(BigInteger.valueOf(log.latest().value())) > 0) {
                    throw Refusals.argument(
                            "StartingSequenceNumber %s used in GetShardIterator on shard %s in stream %s is invalid because it did not come from this stream."
                                    .formatted(sequence, shard, stream));
                }
                SequenceNumber number = new SequenceNumber(sequence.longValueExact());
                yield log.before(
                        after ? new StartPosition.AfterSequence(number) : new StartPosition.AtSequence(number));
            }
        };
    }
}
