package io.kinedex.ingest.kinesis.video;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The figures of Kinesis Video's operations; docs/metrics.md explains each. Any thread. */
final class VideoMetrics {
    private final MeterRegistry meters;
    private final Counter fragmentsIn;
    private final Counter bytesIn;
    private final Counter fragmentsOut;
    private final Counter bytesOut;
    private final Map<String, Counter> acks;
    private final Map<AckError, Counter> errors;

    VideoMetrics(MeterRegistry meters) {
        this.meters = meters;
        fragmentsIn = counter("kinedex.kinesis.video.fragments.in", "fragments that PutMedia kept");
        bytesIn = counter("kinedex.kinesis.video.bytes.in", "bytes that PutMedia received");
        fragmentsOut = counter("kinedex.kinesis.video.fragments.out", "fragments sent");
        bytesOut = counter("kinedex.kinesis.video.bytes.out", "bytes of fragments sent");
        acks = Stream.of("BUFFERING", "RECEIVED", "PERSISTED", "IDLE", "ERROR")
                .collect(Collectors.toMap(
                        type -> type,
                        type -> Counter.builder("kinedex.kinesis.video.acks")
                                .description("acknowledgements of PutMedia")
                                .tag("type", type)
                                .register(meters)));
        errors = Stream.of(AckError.values())
                .collect(Collectors.toMap(
                        error -> error,
                        error -> Counter.builder("kinedex.kinesis.video.errors")
                                .description("errors that PutMedia acknowledged")
                                .tag("id", Integer.toString(error.id()))
                                .register(meters),
                        (one, other) -> one,
                        TreeMap::new));
    }

    void sessions(Sessions put, Sessions get) {
        gauge("kinedex.kinesis.video.put.sessions", "open PutMedia sessions", put);
        gauge("kinedex.kinesis.video.get.sessions", "open GetMedia sessions", get);
    }

    void ack(String type) {
        Objects.requireNonNull(acks.get(type)).increment();
    }

    void error(AckError error) {
        Objects.requireNonNull(errors.get(error)).increment();
    }

    void took(long bytes) {
        bytesIn.increment(bytes);
    }

    void kept() {
        fragmentsIn.increment();
    }

    void sent(long bytes) {
        fragmentsOut.increment();
        bytesOut.increment(bytes);
    }

    private Counter counter(String name, String text) {
        return Counter.builder(name).description(text).register(meters);
    }

    private void gauge(String name, String text, Sessions sessions) {
        Gauge.builder(name, sessions, Sessions::count).description(text).register(meters);
    }
}
