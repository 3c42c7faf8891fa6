package io.kinedex.ingest.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.client.NodeClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is written down of a person, as options; and how people are found and shown. */
final class Personalia {
    @Option(names = "--purpose", paramLabel = "TEXT", required = true, description = "Why the person is recognised.")
    @SuppressWarnings("NullAway.Init")
    private String purpose;

    @Option(
            names = "--consent",
            paramLabel = "TEXT",
            required = true,
            description = "Where the person's consent is written down, such as 'form 12'.")
    @SuppressWarnings("NullAway.Init")
    private String consent;

    @Option(names = "--consent-by", paramLabel = "NAME", description = "Who gave it; the person unless given.")
    private @Nullable String consentBy;

    @Option(names = "--consent-on", paramLabel = "DATE", description = "When, ISO 8601; today unless given.")
    private @Nullable String consentOn;

    /** The body that the node takes, without pictures. */
    ObjectNode body(String name) {
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put("name", name).put("purpose", purpose);
        ObjectNode basis = body.putObject("consent").put("basis", consent);
        if (consentBy != null) {
            basis.put("who", consentBy);
        }
        if (consentOn != null) {
            basis.put("when", consentOn);
        }
        return body;
    }

    static void pictures(ObjectNode body, List<Path> files) {
        for (Path file : files) {
            try {
                body.withArray("/pictures").add(Files.readAllBytes(file));
            } catch (IOException e) {
                throw new IngestException(
                        IngestException.Code.BAD_REQUEST, "cannot read %s: %s".formatted(file, e.getMessage()), e);
            }
        }
    }

    /** The id of somebody by id or by name. */
    static String id(NodeClient client, String person) throws InterruptedException {
        List<JsonNode> people = client.people();
        if (people.stream().anyMatch(each -> each.path("id").asText().equals(person))) {
            return person;
        }
        List<String> named = people.stream()
                .filter(each -> each.path("name").asText().equalsIgnoreCase(person))
                .map(each -> each.path("id").asText())
                .toList();
        if (named.size() != 1) {
            throw new IngestException(
                    IngestException.Code.NOT_FOUND,
                    named.isEmpty()
                            ? "nobody has the name or id '%s'; kinedex people list tells who there is".formatted(person)
                            : "%d people have the name '%s'; say which by id: %s"
                                    .formatted(named.size(), person, String.join(", ", named)));
        }
        return named.getFirst();
    }

    static void show(Terminal terminal, List<JsonNode> people, boolean json) {
        if (json) {
            people.forEach(terminal::json);
            return;
        }
        Table table = new Table(List.of("ID", "NAME", "SIGHTINGS", "PICTURES", "PURPOSE", "CONSENT"), Set.of(2, 3));
        for (JsonNode person : people) {
            JsonNode consent = person.path("consent");
            table.add(
                    person.path("id").asText(),
                    person.path("name").asText("-"),
                    person.path("sightings").asText("0"),
                    person.path("pictures").asText("0"),
                    person.path("purpose").asText("-"),
                    consent.isObject()
                            ? "%s, %s: %s"
                                    .formatted(
                                            consent.path("who").asText(),
                                            consent.path("when").asText(),
                                            consent.path("basis").asText())
                            : "-");
        }
        table.print(terminal);
    }
}
