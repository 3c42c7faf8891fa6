package io.kinedex.ingest.source.kinesisvideo;

import java.time.Duration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;

/**
 * The connections that all consumers of a node share: those of calls that answer soon, and those of sessions, on which
 * silence is normal up to a time. Any thread.
 */
final class Transport implements AutoCloseable {
    private static final Duration CONNECT_MAX = Duration.ofSeconds(10);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(20);
    private static final int CONNECTIONS_MAX = 4096;

    private final SdkHttpClient calling = client(ANSWER_MAX);
    private final SdkHttpClient streaming;

    Transport(Duration idleMax) {
        this.streaming = client(idleMax);
    }

    private static SdkHttpClient client(Duration silenceMax) {
        return ApacheHttpClient.builder()
                .connectionTimeout(CONNECT_MAX)
                .socketTimeout(silenceMax)
                .maxConnections(CONNECTIONS_MAX)
                .tcpKeepAlive(true)
                .build();
    }

    SdkHttpClient calling() {
        return calling;
    }

    SdkHttpClient streaming() {
        return streaming;
    }

    @Override
    public void close() {
        calling.close();
        streaming.close();
    }
}
