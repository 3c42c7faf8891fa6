package io.kinedex.ingest.http;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a file, by RFC 9110, section 14. Immutable; any thread.
 *
 * @param offset of the first byte
 * @param length at least 1
 */
record ByteRange(long offset, long length) {
    private static final Pattern ONE_RANGE = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

    /** What was asked for of a file. */
    sealed interface Asked {
        /** All of it: no range was asked for, or one that may be passed over (several ranges, another unit). */
        record Whole() implements Asked {}

        record Part(ByteRange range) implements Asked {}

        /** A range that the file does not reach. */
        record OutOfReach() implements Asked {}
    }

    static Asked asked(Optional<String> header, long fileLength) {
        Matcher matcher = ONE_RANGE.matcher(header.orElse("").replace(" ", ""));
        if (!matcher.matches()
                || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
            return new Asked.Whole();
        }
        return matcher.group(1).isEmpty()
                ? last(Long.parseLong(matcher.group(2)), fileLength)
                : from(Long.parseLong(matcher.group(1)), matcher.group(2), fileLength);
    }

    private static Asked last(long count, long fileLength) {
        long length = Math.min(count, fileLength);
        return length == 0 ? new Asked.OutOfReach() : new Asked.Part(new ByteRange(fileLength - length, length));
    }

    private static Asked from(long first, String lastText, long fileLength) {
        long last = lastText.isEmpty() ? fileLength - 1 : Math.min(Long.parseLong(lastText), fileLength - 1);
        if (!lastText.isEmpty() && Long.parseLong(lastText) < first) {
            return new Asked.Whole();
        }
        return first >= fileLength ? new Asked.OutOfReach() : new Asked.Part(new ByteRange(first, last - first + 1));
    }

    /** The header that tells which part is sent. */
    String contentRange(long fileLength) {
        return "bytes %d-%d/%d".formatted(offset, offset + length - 1, fileLength);
    }
}
