package io.kinedex.ingest.http;

import io.kinedex.ingest.IngestException;
import java.util.List;
import java.util.Map;

/** What is asked of the node itself. {@code health} does not block, the others may. */
final class NodeCalls {
    private static final Reply LIVE = Reply.json(Map.of("status", "live"));

    private final NodeServices services;
    private final HttpMetrics metrics;

    NodeCalls(NodeServices services, HttpMetrics metrics) {
        this.services = services;
        this.metrics = metrics;
    }

    private record Readiness(boolean ready, List<String> problems) {}

    Reply health(Call call) {
        return LIVE;
    }

    Reply readiness(Call call) {
        List<String> problems = services.readiness().get();
        return Reply.json(problems.isEmpty() ? 200 : 503, new Readiness(problems.isEmpty(), problems));
    }

    Reply metrics(Call call) {
        byte[] text = metrics.scrape()
                .orElseThrow(() -> new IngestException(
                        IngestException.Code.NOT_FOUND, "this node keeps no metrics for Prometheus"));
        return Reply.of(200, "text/plain; version=0.0.4; charset=utf-8", text).with("Cache-Control", "no-store");
    }
}
