package io.kinedex.samples.demo;

import io.kinedex.ingest.cli.SightingText;
import io.kinedex.ingest.cli.Table;
import io.kinedex.ingest.cli.Terminal;
import io.kinedex.ingest.client.NodeClient;
import io.kinedex.metadata.index.Hit;
import io.kinedex.metadata.index.SearchRequest.Order;
import io.kinedex.metadata.record.Sighting;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Asks the node and prints the answers as tables. One thread. */
final class DemoSearches {
    private static final int HITS_MAX = 100;
    private static final int ROWS_MAX = 8;

    private final NodeClient client;
    private final Terminal terminal;

    DemoSearches(NodeClient client, Terminal terminal) {
        this.client = client;
        this.terminal = terminal;
    }

    /** @return how many expectations were not met */
    int ask(List<Scenario.Question> questions) throws InterruptedException {
        int missing = 0;
        for (Scenario.Question question : questions) {
            missing += ask(question);
        }
        return missing;
    }

    private int ask(Scenario.Question question) throws InterruptedException {
        List<Hit> hits =
                client.search(question.query(), HITS_MAX, Order.CONFIDENCE, "").hits();
        terminal.line("");
        terminal.line("%s  %s".formatted(terminal.styled("bold", question.query()), question.about()));
        Table table = new Table(List.of("  STREAM", "TIME", "FOR", "WHAT", "CONFIDENCE"), Set.of(2, 4));
        hits.stream().limit(ROWS_MAX).forEach(hit -> add(table, hit));
        table.print(terminal);
        if (hits.size() > ROWS_MAX) {
            terminal.line("  and %d more".formatted(hits.size() - ROWS_MAX));
        }
        List<Scenario.Expectation> missing = question.missing(hits);
        for (Scenario.Expectation expectation : missing) {
            terminal.line(terminal.styled("fg(red)", "  missing: " + expectation));
        }
        return missing.size();
    }

    private static void add(Table table, Hit hit) {
        Sighting sighting = hit.sighting();
        double seconds = Duration.between(sighting.start(), sighting.end()).toMillis() / 1000.0;
        table.add(
                "  " + hit.stream(),
                sighting.start().toString(),
                String.format(Locale.ROOT, "%.1f s", seconds),
                SightingText.what(sighting),
                String.format(Locale.ROOT, "%.2f", sighting.confidence()));
    }
}
