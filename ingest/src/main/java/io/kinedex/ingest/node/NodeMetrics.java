package io.kinedex.ingest.node;

import io.kinedex.inference.InferenceService;
import io.kinedex.inference.InferenceStats;
import io.kinedex.ingest.pipeline.Analysis;
import io.kinedex.ingest.stream.StreamStatus;
import io.kinedex.ingest.stream.Streams;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** The node's figures for Prometheus; docs/metrics.md explains each. */
final class NodeMetrics {
    private final Streams streams;
    private final Analysis analysis;
    private final Map<MultiGauge, ToDoubleFunction<StreamStatus>> ofStreams = new LinkedHashMap<>();

    NodeMetrics(MeterRegistry meters, Streams streams, InferenceService inference, Analysis analysis) {
        this.streams = streams;
        this.analysis = analysis;
        ofInference(meters, inference);
        stream(
                meters,
                "kinedex.stream.lag.seconds",
                "media archived and not yet analysed",
                s -> s.lag().toMillis() / 1000.0);
        stream(
                meters,
                "kinedex.stream.fragments.pending",
                "fragments archived and not yet analysed",
                StreamStatus::pending);
        stream(meters, "kinedex.stream.fragments.archived", "fragments in the archive", StreamStatus::archived);
        stream(meters, "kinedex.stream.archive.bytes", "bytes in the archive", StreamStatus::archivedBytes);
        stream(
                meters,
                "kinedex.stream.fragments.analysed",
                "fragments analysed since the start",
                StreamStatus::analysed);
        stream(
                meters,
                "kinedex.stream.frames.analysed",
                "frames analysed since the start",
                s -> counts(s).frames());
        stream(
                meters,
                "kinedex.stream.fragments.dropped",
                "fragments passed over since the start",
                s -> counts(s).dropped());
    }

    private Analysis.Counts counts(StreamStatus status) {
        return analysis.counts(status.config().name());
    }

    private void stream(MeterRegistry meters, String name, String text, ToDoubleFunction<StreamStatus> figure) {
        ofStreams.put(MultiGauge.builder(name).description(text).register(meters), figure);
    }

    private static void ofInference(MeterRegistry meters, InferenceService inference) {
        Gauge.builder(
                        "kinedex.inference.queue",
                        inference,
                        service -> service.stats().queueDepth())
                .description("frames that wait for an inference thread")
                .register(meters);
        counter(meters, inference, "kinedex.inference.frames", "frames looked at", InferenceStats::frames);
        counter(meters, inference, "kinedex.inference.batches", "runs of a model", InferenceStats::batches);
        counter(
                meters,
                inference,
                "kinedex.inference.failures",
                "frames on which a model failed",
                InferenceStats::failures);
        counter(meters, inference, "kinedex.inference.busy.seconds", "time spent in runs", s -> s.busyNanos() / 1e9);
    }

    private static void counter(
            MeterRegistry meters,
            InferenceService inference,
            String name,
            String text,
            ToDoubleFunction<InferenceStats> figure) {
        FunctionCounter.builder(name, inference, service -> figure.applyAsDouble(service.stats()))
                .description(text)
                .register(meters);
    }

    /** Brings the streams' figures up to date. */
    void refresh() {
        Map<String, StreamStatus> now = new TreeMap<>();
        streams.list().forEach(status -> now.put(status.config().name(), status));
        ofStreams.forEach((gauge, figure) -> gauge.register(rows(now, figure), true));
    }

    private static List<Row<?>> rows(Map<String, StreamStatus> now, ToDoubleFunction<StreamStatus> figure) {
        return now.entrySet().stream()
                .<Row<?>>map(
                        stream -> Row.of(Tags.of("stream", stream.getKey()), figure.applyAsDouble(stream.getValue())))
                .toList();
    }
}
