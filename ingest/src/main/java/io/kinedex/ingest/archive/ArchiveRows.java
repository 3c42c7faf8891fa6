package io.kinedex.ingest.archive;

import io.kinedex.frames.FragmentNumber;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * The archive's keys and values, big endian. A stream's name ends with a zero byte, which no name holds; a fragment
 * number is its length in bytes and its magnitude, so that keys sort as numbers do.
 */
final class ArchiveRows {
    private static final int INSTANT_BYTES = 12;
    private static final int FRAGMENT_BYTES = 8 + 2 * INSTANT_BYTES + 8 + 8 + 8 + 4 + 1 + INSTANT_BYTES;

    private ArchiveRows() {}

    /** What is known of a stream even when its fragments are gone. */
    record Head(FragmentNumber lastNumber, long lastOrdinal) {}

    /** What a segment file holds. */
    record Segment(
            long ordinal,
            long bytes,
            long fragments,
            FragmentNumber first,
            FragmentNumber last,
            Instant start,
            Instant end,
            Instant written) {}

    static byte[] prefix(String stream) {
        byte[] name = stream.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(name.length + 1).put(name).put((byte) 0).array();
    }

    static byte[] fragmentKey(String stream, FragmentNumber number) {
        byte[] prefix = prefix(stream);
        byte[] digits = number.value().toByteArray();
        return ByteBuffer.allocate(prefix.length + 1 + digits.length)
                .put(prefix)
                .put((byte) digits.length)
                .put(digits)
                .array();
    }

    static byte[] timeKey(String stream, Instant start, FragmentNumber number) {
        byte[] prefix = prefix(stream);
        byte[] digits = number.value().toByteArray();
        return ByteBuffer.allocate(prefix.length + 8 + 1 + digits.length)
                .put(prefix)
                .putLong(start.toEpochMilli() ^ Long.MIN_VALUE)
                .put((byte) digits.length)
                .put(digits)
                .array();
    }

    static byte[] segmentKey(String stream, long ordinal) {
        byte[] prefix = prefix(stream);
        return ByteBuffer.allocate(prefix.length + 8)
                .put(prefix)
                .putLong(ordinal)
                .array();
    }

    static boolean ofStream(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    static FragmentNumber numberOf(byte[] fragmentKey, int from) {
        return new FragmentNumber(new BigInteger(fragmentKey, from + 1, fragmentKey[from]));
    }

    static byte[] value(ArchivedFragment fragment) {
        ByteBuffer out = ByteBuffer.allocate(FRAGMENT_BYTES).putLong(fragment.ordinal());
        put(put(out, fragment.start()), fragment.end())
                .putLong(fragment.shift().toNanos())
                .putLong(fragment.segment())
                .putLong(fragment.offset())
                .putInt(fragment.length())
                .put((byte) (fragment.endOfSession() ? 1 : 0));
        return put(out, fragment.received()).array();
    }

    /** A row that an earlier version wrote does not say when its fragment was received: when it had ended, at best. */
    static ArchivedFragment fragment(String stream, FragmentNumber number, byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value);
        long ordinal = in.getLong();
        Instant start = instant(in);
        Instant end = instant(in);
        return new ArchivedFragment(
                stream,
                number,
                ordinal,
                start,
                end,
                Duration.ofNanos(in.getLong()),
                in.getLong(),
                in.getLong(),
                in.getInt(),
                in.get() != 0,
                in.remaining() < INSTANT_BYTES ? end : instant(in));
    }

    static byte[] value(Segment segment) {
        byte[] first = segment.first().value().toByteArray();
        byte[] last = segment.last().value().toByteArray();
        ByteBuffer out = ByteBuffer.allocate(24 + 36 + 2 + first.length + last.length)
                .putLong(segment.ordinal())
                .putLong(segment.bytes())
                .putLong(segment.fragments());
        put(put(put(out, segment.start()), segment.end()), segment.written());
        return out.put((byte) first.length)
                .put(first)
                .put((byte) last.length)
                .put(last)
                .array();
    }

    static Segment segment(byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value);
        long ordinal = in.getLong();
        long bytes = in.getLong();
        long fragments = in.getLong();
        Instant start = instant(in);
        Instant end = instant(in);
        Instant written = instant(in);
        return new Segment(ordinal, bytes, fragments, number(in), number(in), start, end, written);
    }

    static byte[] value(Head head) {
        byte[] digits = head.lastNumber().value().toByteArray();
        return ByteBuffer.allocate(8 + 1 + digits.length)
                .putLong(head.lastOrdinal())
                .put((byte) digits.length)
                .put(digits)
                .array();
    }

    static Head head(byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value);
        long ordinal = in.getLong();
        return new Head(number(in), ordinal);
    }

    static byte[] originKey(String stream, String source) {
        byte[] prefix = prefix(stream);
        byte[] name = source.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(prefix.length + name.length)
                .put(prefix)
                .put(name)
                .array();
    }

    static byte[] value(SourcePosition position) {
        byte[] digits = position.number().value().toByteArray();
        byte[] token = position.continuationToken().getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(1 + digits.length + 2 * 12 + 1 + 12 + Integer.BYTES + token.length)
                .put((byte) digits.length)
                .put(digits);
        put(put(out, position.producerStart()), position.producerEnd())
                .put((byte) (position.serverTimestamp().isPresent() ? 1 : 0));
        return put(out, position.serverTimestamp().orElse(Instant.EPOCH))
                .putInt(token.length)
                .put(token)
                .array();
    }

    static SourcePosition position(byte[] originKey, int sourceFrom, byte[] value) {
        String source = new String(originKey, sourceFrom, originKey.length - sourceFrom, StandardCharsets.UTF_8);
        ByteBuffer in = ByteBuffer.wrap(value);
        FragmentNumber number = number(in);
        Instant start = instant(in);
        Instant end = instant(in);
        boolean timed = in.get() != 0;
        Instant server = instant(in);
        byte[] token = new byte[in.getInt()];
        in.get(token);
        return new SourcePosition(
                source,
                number,
                new String(token, StandardCharsets.UTF_8),
                start,
                end,
                timed ? Optional.of(server) : Optional.empty());
    }

    private static FragmentNumber number(ByteBuffer in) {
        byte[] digits = new byte[in.get()];
        in.get(digits);
        return new FragmentNumber(new BigInteger(digits));
    }

    private static ByteBuffer put(ByteBuffer out, Instant instant) {
        return out.putLong(instant.getEpochSecond()).putInt(instant.getNano());
    }

    private static Instant instant(ByteBuffer in) {
        long seconds = in.getLong();
        return Instant.ofEpochSecond(seconds, in.getInt());
    }
}
