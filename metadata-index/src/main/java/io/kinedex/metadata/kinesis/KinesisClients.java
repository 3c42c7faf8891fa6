package io.kinedex.metadata.kinesis;

import java.time.Duration;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.Http2Configuration;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/** The SDK's clients as this package uses them. Stateless: any thread. */
final class KinesisClients {
    private static final int CONNECTIONS_MAX = 16;
    private static final int FAN_OUT_CONNECTIONS_MAX = 1000;
    private static final int WINDOW_BYTES = 512 << 10;

    private KinesisClients() {}

    /** For single calls: HTTP/1.1, which every endpoint speaks. */
    static KinesisAsyncClient kinesis(KinesisTarget target, Duration callMax, Duration attemptMax) {
        return target.place(KinesisAsyncClient.builder())
                .httpClientBuilder(NettyNioAsyncHttpClient.builder()
                        .protocol(Protocol.HTTP1_1)
                        .maxConcurrency(CONNECTIONS_MAX))
                .overrideConfiguration(
                        settings -> settings.apiCallTimeout(callMax).apiCallAttemptTimeout(attemptMax))
                .build();
    }

    /** For followers: calls that stay open; HTTP/2 where there is TLS to agree on it. */
    static KinesisAsyncClient following(KinesisTarget target) {
        NettyNioAsyncHttpClient.Builder http =
                NettyNioAsyncHttpClient.builder().maxConcurrency(FAN_OUT_CONNECTIONS_MAX);
        if (target.endpoint().isEmpty()) {
            http.protocol(Protocol.HTTP2)
                    .http2Configuration(Http2Configuration.builder()
                            .initialWindowSize(WINDOW_BYTES)
                            .build());
        } else {
            http.protocol(Protocol.HTTP1_1);
        }
        return target.place(KinesisAsyncClient.builder())
                .httpClientBuilder(http)
                .build();
    }
}
