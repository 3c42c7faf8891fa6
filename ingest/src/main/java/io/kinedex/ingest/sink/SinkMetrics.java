package io.kinedex.ingest.sink;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The sinks' figures for Prometheus; docs/metrics.md explains each. One thread refreshes. */
public final class SinkMetrics {
    private final NodeSinks sinks;
    private final Map<MultiGauge, ToDoubleFunction<SinkView>> figures = new LinkedHashMap<>();
    private final MultiGauge events;

    public SinkMetrics(MeterRegistry meters, NodeSinks sinks) {
        this.sinks = sinks;
        gauge(
                meters,
                "kinedex.sink.running",
                "1 while records are handed over as they come",
                sink -> sink.state().equals("running") ? 1 : 0);
        gauge(meters, "kinedex.sink.lag", "records that the stream is ahead of the sink", SinkView::lag);
        gauge(
                meters,
                "kinedex.sink.behind.seconds",
                "age of the oldest record that was handed over and not acknowledged",
                SinkView::behindSeconds);
        gauge(meters, "kinedex.sink.acknowledged", "sequence number that is acknowledged", SinkView::acknowledged);
        gauge(meters, "kinedex.sink.handed", "records handed over since the start", SinkView::handed);
        gauge(meters, "kinedex.sink.failures", "failures since the start", SinkView::failures);
        gauge(meters, "kinedex.sink.skipped", "records lost to retention since the start", SinkView::skipped);
        this.events = MultiGauge.builder("kinedex.sink.events")
                .description("what the sink counts since the start")
                .register(meters);
    }

    private void gauge(MeterRegistry meters, String name, String text, ToDoubleFunction<SinkView> figure) {
        figures.put(MultiGauge.builder(name).description(text).register(meters), figure);
    }

    /** Brings the figures up to date. */
    public void refresh() {
        List<SinkView> now = sinks.list();
        figures.forEach((gauge, figure) -> gauge.register(
                now.stream()
                        .<Row<?>>map(sink -> Row.of(Tags.of("sink", sink.name()), figure.applyAsDouble(sink)))
                        .toList(),
                true));
        List<Row<?>> rows = new ArrayList<>();
        now.forEach(sink -> sink.events()
                .forEach((event, count) -> rows.add(Row.of(Tags.of("sink", sink.name(), "event", event), count))));
        events.register(rows, true);
    }
}
