package io.kinedex.ingest.cli;

import io.kinedex.ingest.client.NodeClient;
import io.kinedex.ingest.client.NodeProblem;
import io.kinedex.ingest.client.SearchPage;
import io.kinedex.metadata.index.Hit;
import io.kinedex.metadata.index.SearchRequest;
import io.kinedex.metadata.record.Sighting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "search",
        description = "Find sightings.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  kinedex search 'label:car'",
            "  kinedex search 'face AND stream:gate-2 AND confidence>=0.8'",
            "  kinedex search --order oldest 'label:dog WITHIN 5s OF label:person'",
            "The language is described in docs/queries.md."
        })
final class SearchCommand implements Callable<Integer> {
    /** What the node takes in one request. */
    private static final int PAGE_MAX = 1000;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private NodeOption node;

    @Option(names = "--json", description = "Print each hit as a line of JSON.")
    private boolean json;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many hits at the most; ${DEFAULT-VALUE} unless given.")
    private int limit;

    @Option(
            names = "--order",
            paramLabel = "ORDER",
            defaultValue = "newest",
            description = "Which hits come first: newest, oldest or confidence; ${DEFAULT-VALUE} unless given.")
    @SuppressWarnings("NullAway.Init")
    private SearchRequest.Order order;

    @Option(
            names = "--meaning",
            paramLabel = "SENTENCE",
            description = "Find what was said or written with this meaning, among what answers the query.")
    private @Nullable String meaning;

    @Option(
            names = "--like",
            paramLabel = "SIGHTING",
            description = "Find what is most like this sighting, among what answers the query.")
    private @Nullable String like;

    @Option(
            names = "--picture",
            paramLabel = "FILE",
            description = "Find what looks like this JPEG or PNG, among what answers the query.")
    private @Nullable Path picture;

    @Parameters(
            paramLabel = "QUERY",
            arity = "0..1",
            description = "What to find; '*' finds everything. May be left out beside --meaning, --like and --picture.")
    @SuppressWarnings("NullAway.Init")
    private String query;

    @Override
    public Integer call() throws InterruptedException {
        if (limit < 1) {
            throw new ParameterException(spec.commandLine(), "--limit is %d, must be at least 1".formatted(limit));
        }
        requireQuestion();
        Terminal terminal = Terminal.of(spec.commandLine());
        try (NodeClient client = node.client()) {
            print(client, terminal);
            return 0;
        } catch (NodeProblem refusal) {
            if (!refusal.problem().path("position").isNumber()
                    || refusal.getMessage().contains("\n")) {
                throw refusal;
            }
            int position = Math.clamp(refusal.problem().path("position").asInt(), 0, query.length());
            terminal.note("kinedex: " + refusal.getMessage());
            terminal.note("  " + query.replaceAll("\\s", " "));
            terminal.note("  " + " ".repeat(position) + "^");
            return 1;
        }
    }

    private void requireQuestion() {
        long alike = Stream.of(meaning, like, picture).filter(Objects::nonNull).count();
        if (alike > 1) {
            throw new ParameterException(spec.commandLine(), "--meaning, --like and --picture do not go together");
        }
        if (query == null) {
            if (alike == 0) {
                throw new ParameterException(
                        spec.commandLine(), "Missing required parameter: 'QUERY', --meaning, --like or --picture");
            }
            query = "*";
        }
    }

    private void print(NodeClient client, Terminal terminal) throws InterruptedException {
        if (meaning != null || like != null || picture != null) {
            printAlike(client, terminal);
            return;
        }
        Table table = table();
        String cursor = "";
        int left = limit;
        SearchPage page;
        do {
            page = client.search(query, Math.min(left, PAGE_MAX), order, cursor);
            if (json) {
                page.json().forEach(terminal::json);
            } else {
                add(table, page);
            }
            left -= page.hits().size();
            cursor = page.next().orElse("");
        } while (left > 0 && !cursor.isEmpty() && !page.hits().isEmpty());
        if (!json) {
            table.print(terminal);
            terminal.note(summary(page, limit - left));
        }
    }

    private void printAlike(NodeClient client, Terminal terminal) throws InterruptedException {
        SearchPage page = alike(client, Math.min(limit, PAGE_MAX));
        if (json) {
            page.json().forEach(terminal::json);
            return;
        }
        Table table = table();
        add(table, page);
        table.print(terminal);
        if (page.hits().isEmpty()) {
            terminal.note("Nothing found.");
        }
    }

    private SearchPage alike(NodeClient client, int most) throws InterruptedException {
        if (meaning != null) {
            return client.searchMeaning(meaning, query, most);
        }
        if (picture == null) {
            return client.similar(String.valueOf(like), query, most);
        }
        try {
            return client.searchPicture(Files.readAllBytes(picture), query, most);
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), "cannot read %s: %s".formatted(picture, e), e);
        }
    }

    private static Table table() {
        return new Table(List.of("TIME", "DURATION", "STREAM", "WHAT", "CONFIDENCE", "ID"), Set.of(1, 4));
    }

    private static void add(Table table, SearchPage page) {
        for (int i = 0; i < page.hits().size(); i++) {
            add(table, page.hits().get(i), page.json().get(i).at("/person/name").asText());
        }
    }

    private static void add(Table table, Hit hit, String person) {
        Sighting sighting = hit.sighting();
        table.add(
                sighting.start().toString(),
                Words.duration(Duration.between(sighting.start(), sighting.end())),
                hit.stream(),
                person.isEmpty() ? SightingText.what(sighting) : person,
                String.format(Locale.ROOT, "%.2f", sighting.confidence()),
                sighting.id());
    }

    private static String summary(SearchPage page, int shown) {
        if (shown == 0) {
            return "Nothing found.";
        }
        String total = (page.totalExact() ? "" : "at least ") + Words.count(page.total(), "sighting");
        return page.total() > shown ? "%d of %s; --limit shows more.".formatted(shown, total) : total + ".";
    }
}
