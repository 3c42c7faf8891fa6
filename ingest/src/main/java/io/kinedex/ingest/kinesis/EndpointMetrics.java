package io.kinedex.ingest.kinesis;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** The endpoint's meters. Any thread. */
final class EndpointMetrics {
    private final MeterRegistry registry;
    private final AtomicInteger connections = new AtomicInteger();
    private final Counter refusedSignatures;

    EndpointMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.refusedSignatures = registry.counter("kinedex.kinesis.signatures.refused");
        Gauge.builder("kinedex.kinesis.connections", connections, AtomicInteger::get)
                .register(registry);
    }

    AtomicInteger connections() {
        return connections;
    }

    void signatureRefused() {
        refusedSignatures.increment();
    }

    /** @param outcome the error's name; empty where there was none */
    void answered(String operation, int status, String outcome, long nanos) {
        Timer.builder("kinedex.kinesis.requests")
                .tags("operation", operation, "status", Integer.toString(status), "error", outcome)
                .register(registry)
                .record(Duration.ofNanos(nanos));
    }
}
