package io.kinedex.ingest.http;

import java.time.Duration;

/** Options with small limits, so that a test reaches them. */
final class Impatience {
    private Impatience() {}

    static HttpOptions of(HttpOptions options, int idleMillis) {
        return new HttpOptions(
                options.host(),
                options.port(),
                options.hosts(),
                options.corsOrigins(),
                8,
                2,
                options.callsMax(),
                1,
                1,
                options.bodyBytesMax(),
                options.headerBytesMax(),
                Duration.ofMillis(idleMillis),
                options.patience(),
                Duration.ofMillis(idleMillis / 3));
    }
}
