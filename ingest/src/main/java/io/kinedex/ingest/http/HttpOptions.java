package io.kinedex.ingest.http;

import java.time.Duration;
import java.util.List;

/**
 * What the HTTP interface can be told.
 *
 * @param host           address to listen on
 * @param port           0 for any free one
 * @param hosts          names by which clients may call it besides its addresses and {@code localhost}; others are refused
 *                       while it listens on a loopback address, so that no web page can reach it under a name of its own
 * @param corsOrigins    origins whose pages may call it from a browser, such as {@code https://example.com}; usually none
 * @param connectionsMax connections at a time that have said something; further ones are closed (one that says nothing ends after {@code idle})
 * @param followersMax   clients that follow server-sent events at a time
 * @param callsMax       requests at work on disk, index or log at a time
 * @param mediaThreads   threads that make pictures and clips
 * @param mediaQueueMax  pictures and clips that wait for such a thread
 * @param bodyBytesMax   size of a JSON body; files have their own limit
 * @param headerBytesMax size of all headers of a request, and of its first line
 * @param idle           a connection on which nothing moves for so long is closed
 * @param patience       a request that is not a file or a stream of events is ended after this
 * @param heartbeat      a follower hears something at least so often
 */
public record HttpOptions(
        String host,
        int port,
        List<String> hosts,
        List<String> corsOrigins,
        int connectionsMax,
        int followersMax,
        int callsMax,
        int mediaThreads,
        int mediaQueueMax,
        int bodyBytesMax,
        int headerBytesMax,
        Duration idle,
        Duration patience,
        Duration heartbeat) {
    public HttpOptions {
        hosts = List.copyOf(hosts);
        corsOrigins = List.copyOf(corsOrigins);
        requireAtLeast("port", port, 0);
        requireAtLeast("connections-max", connectionsMax, 1);
        requireAtLeast("followers-max", followersMax, 1);
        requireAtLeast("calls-max", callsMax, 1);
        requireAtLeast("media-threads", mediaThreads, 1);
        requireAtLeast("media-queue-max", mediaQueueMax, 1);
        requireAtLeast("body-bytes-max", bodyBytesMax, 1024);
        requireAtLeast("header-bytes-max", headerBytesMax, 1024);
        if (port > 65_535) {
            throw new IllegalArgumentException("port is %d, must be in 0..65535".formatted(port));
        }
        if (heartbeat.compareTo(idle) >= 0) {
            throw new IllegalArgumentException(
                    "heartbeat is %s, must be shorter than idle (%s)".formatted(heartbeat, idle));
        }
    }

    /** Every default, on the given address. */
    public static HttpOptions at(String host, int port) {
        return new HttpOptions(
                host,
                port,
                List.of(),
                List.of(),
                1024,
                256,
                256,
                Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 8),
                128,
                64 * 1024,
                16 * 1024,
                Duration.ofSeconds(60),
                Duration.ofSeconds(30),
                Duration.ofSeconds(15));
    }

    /** These, and names and origins that are let in besides. */
    public HttpOptions open(List<String> names, List<String> origins) {
        return new HttpOptions(
                host,
                port,
                names,
                origins,
                connectionsMax,
                followersMax,
                callsMax,
                mediaThreads,
                mediaQueueMax,
                bodyBytesMax,
                headerBytesMax,
                idle,
                patience,
                heartbeat);
    }

    private static void requireAtLeast(String key, int value, int min) {
        if (value < min) {
            throw new IllegalArgumentException("%s is %d, must be at least %d".formatted(key, value, min));
        }
    }
}
