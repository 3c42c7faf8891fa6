package io.kinedex.ingest.config;

import java.time.Duration;

/**
 * How much a client may ask for. Immutable; any thread.
 *
 * @param fragmentBytesMax          of a fragment that PutMedia takes
 * @param fragmentDurationMax       of a fragment that PutMedia takes
 * @param tracksMax                 tracks of a producer's stream
 * @param fragmentTagsMax           a producer's tags on one fragment
 * @param callsPerSecond            calls to one stream of PutMedia, GetMedia, ListFragments and GetMediaForFragmentList,
 *                                  each counted by itself
 * @param putConnectionsMax         PutMedia sessions of one stream at a time
 * @param getConnectionsMax         GetMedia sessions of one stream at a time
 * @param listConnectionsMax        GetMediaForFragmentList answers of one stream at a time
 * @param putBytesPerSecond         of a PutMedia session, which is not read any faster; 0 for no limit
 * @param getBytesPerSecond         of an answer of GetMedia or GetMediaForFragmentList; 0 for no limit
 * @param putSessionMax             a PutMedia session is ended after so long
 * @param getSessionMax             a GetMedia session is ended after so long
 * @param putIdleMax                a PutMedia session that brings nothing for so long is ended
 * @param unretained                how long fragments of a stream with a retention of 0 hours are there to be read
 * @see <a href="https://docs.aws.amazon.com/kinesisvideostreams/latest/dg/limits.html">Kinesis Video Streams quotas</a>
 */
public record VideoLimits(
        ByteSize fragmentBytesMax,
        Duration fragmentDurationMax,
        int tracksMax,
        int fragmentTagsMax,
        int callsPerSecond,
        int putConnectionsMax,
        int getConnectionsMax,
        int listConnectionsMax,
        ByteSize putBytesPerSecond,
        ByteSize getBytesPerSecond,
        Duration putSessionMax,
        Duration getSessionMax,
        Duration putIdleMax,
        Duration unretained) {
    private static final long YEAR_MILLIS = 366L * 86_400_000;

    private static final ByteSize NO_LIMIT = new ByteSize(0);

    /** AWS's, and where it names a range, the middle of it. */
    public static final VideoLimits AWS = new VideoLimits(
            ByteSize.ofMegabytes(50),
            Duration.ofSeconds(20),
            3,
            10,
            5,
            1,
            3,
            5,
            new ByteSize(12_500_000),
            new ByteSize(25_000_000),
            Duration.ofMinutes(45),
            Duration.ofMinutes(45),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5));

    public VideoLimits {
        require("fragment-bytes-max", fragmentBytesMax.bytes(), 1 << 10, 1 << 30);
        require("fragment-duration-max (milliseconds)", fragmentDurationMax.toMillis(), 1, YEAR_MILLIS);
        require("tracks-max", tracksMax, 1, 64);
        require("fragment-tags-max", fragmentTagsMax, 0, 1000);
        require("calls-per-second", callsPerSecond, 1, 1_000_000);
        require("put-connections-max", putConnectionsMax, 1, 1_000);
        require("get-connections-max", getConnectionsMax, 1, 10_000);
        require("list-connections-max", listConnectionsMax, 1, 10_000);
        require("put-session-max (milliseconds)", putSessionMax.toMillis(), 1, YEAR_MILLIS);
        require("get-session-max (milliseconds)", getSessionMax.toMillis(), 1, YEAR_MILLIS);
        require("put-idle-max (milliseconds)", putIdleMax.toMillis(), 1, YEAR_MILLIS);
        require("unretained (milliseconds)", unretained.toMillis(), 1, YEAR_MILLIS);
    }

    /** The same, but bytes come and go as fast as they can. */
    public VideoLimits unpaced() {
        return new VideoLimits(
                fragmentBytesMax,
                fragmentDurationMax,
                tracksMax,
                fragmentTagsMax,
                callsPerSecond,
                putConnectionsMax,
                getConnectionsMax,
                listConnectionsMax,
                NO_LIMIT,
                NO_LIMIT,
                putSessionMax,
                getSessionMax,
                putIdleMax,
                unretained);
    }

    private static void require(String key, long value, long min, long max) {
        NodeConfig.requireRange("kinesis.video." + key, value, min, max);
    }
}
