package io.kinedex.metadata.kinesis;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What happened on the way to a data stream, over all sinks that were opened to it. Any thread. */
final class SinkCounts {
    final LongAdder payloads = new LongAdder();
    final LongAdder bytes = new LongAdder();
    final LongAdder requests = new LongAdder();
    final LongAdder throttled = new LongAdder();
    final LongAdder retried = new LongAdder();
    final LongAdder tooLarge = new LongAdder();
    final LongAdder reshardings = new LongAdder();

    Map<String, Long> snapshot() {
        Map<String, Long> all = new LinkedHashMap<>();
        all.put("payloads", payloads.sum());
        all.put("bytes", bytes.sum());
        all.put("requests", requests.sum());
        all.put("throttled", throttled.sum());
        all.put("retried", retried.sum());
        all.put("too-large", tooLarge.sum());
        all.put("reshardings", reshardings.sum());
        return all;
    }
}
