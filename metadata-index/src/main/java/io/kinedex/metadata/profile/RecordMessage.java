package io.kinedex.metadata.profile;

/**
 * One message to a follower. Nobody changes its bytes.
 *
 * @param id   the record's id, where the profile makes several messages of a record with {@code -N} after it; the same on
 *             every replay
 * @param json one line of UTF-8, without a line feed
 */
@SuppressWarnings("ArrayRecordComponent")
public record RecordMessage(String id, byte[] json) {}
