package io.kinedex.ingest.kinesis.data;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A shard's id as AWS writes it: {@code shardId-000000000007}. Stateless. */
final class ShardId {
    private static final Pattern TEXT = Pattern.compile("(?:shardId-)?0*([0-9]{1,9})");

    private ShardId() {}

    static String of(int shard) {
        return "shardId-%012d".formatted(shard);
    }

    /** The shard's number; empty where the text is no such id. */
    static OptionalInt parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }
}
