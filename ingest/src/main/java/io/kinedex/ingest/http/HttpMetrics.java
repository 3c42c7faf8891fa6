package io.kinedex.ingest.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** What the HTTP interface counts; docs/metrics.md explains each. Any thread. */
final class HttpMetrics {
    private final MeterRegistry registry;
    private final Counter uploadedBytes;
    private final Counter cuts;
    private final Counter events;
    private final AtomicInteger connections;
    private final AtomicInteger followers;

    HttpMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.uploadedBytes = registry.counter("kinedex.http.uploaded.bytes");
        this.cuts = registry.counter("kinedex.http.uploads.cut");
        this.events = registry.counter("kinedex.http.events");
        this.connections = registry.gauge("kinedex.http.connections", new AtomicInteger());
        this.followers = registry.gauge("kinedex.http.followers", new AtomicInteger());
    }

    AtomicInteger connections() {
        return connections;
    }

    AtomicInteger followers() {
        return followers;
    }

    void uploaded(long bytes) {
        uploadedBytes.increment(bytes);
    }

    void cut() {
        cuts.increment();
    }

    void sent(int count) {
        events.increment(count);
    }

    void answered(String operation, int status, Duration took) {
        Timer.builder("kinedex.http.requests")
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

    void watch(String name, Supplier<Number> value) {
        io.micrometer.core.instrument.Gauge.builder(name, value).register(registry);
    }
}
