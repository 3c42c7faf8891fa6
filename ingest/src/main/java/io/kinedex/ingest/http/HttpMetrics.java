package io.kinedex.ingest.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** What the HTTP interface counts; docs/metrics.md explains each. Any thread. */
final class HttpMetrics {
    private static final String REQUESTS = "kinedex.http.requests";
    private static final String UPLOADED = "kinedex.http.uploaded.bytes";
    private static final String CUTS = "kinedex.http.uploads.cut";
    private static final String EVENTS = "kinedex.http.events";
    private static final String CONNECTIONS = "kinedex.http.connections";
    private static final String FOLLOWERS = "kinedex.http.followers";

    /** Every meter's name. */
    static final List<String> NAMES = List.of(REQUESTS, UPLOADED, CUTS, EVENTS, CONNECTIONS, FOLLOWERS);

    private final MeterRegistry registry;
    private final Counter uploadedBytes;
    private final Counter cuts;
    private final Counter events;
    private final AtomicInteger connections;
    private final AtomicInteger followers;

    HttpMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.uploadedBytes = registry.counter(UPLOADED);
        this.cuts = registry.counter(CUTS);
        this.events = registry.counter(EVENTS);
        this.connections = registry.gauge(CONNECTIONS, new AtomicInteger());
        this.followers = registry.gauge(FOLLOWERS, new AtomicInteger());
    }

    AtomicInteger connections() {
        return connections;
    }

    AtomicInteger followers() {
        return followers;
    }

    void uploaded(long bytes) {
        uploadedBytes.increment((double) bytes);
    }

    void cut() {
        cuts.increment();
    }

    void sent(int count) {
        events.increment(count);
    }

    void answered(String operation, int status, Duration took) {
        Timer.builder(REQUESTS)
                .tag("operation", operation)
                .tag("status", Integer.toString(status))
                .register(registry)
                .record(took);
    }

    /** What Prometheus reads; empty where the registry is none of its. */
    Optional<byte[]> scrape() {
        return prometheus(registry).map(found -> found.scrape().getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<PrometheusMeterRegistry> prometheus(MeterRegistry registry) {
        return switch (registry) {
            case PrometheusMeterRegistry found -> Optional.of(found);
            case CompositeMeterRegistry several ->
                several.getRegistries().stream()
                        .flatMap(one -> prometheus(one).stream())
                        .findFirst();
            default -> Optional.empty();
        };
    }
}
