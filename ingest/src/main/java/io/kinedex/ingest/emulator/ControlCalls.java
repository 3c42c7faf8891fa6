package io.kinedex.ingest.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.emulator.ControlServer.Answer;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The control routes. Any thread. */
final class ControlCalls implements ControlServer.Calls {
    static final List<String> ROUTES = List.of(
            "GET /emulator",
            "GET /emulator/faults",
            "PUT /emulator/faults",
            "POST /emulator/faults",
            "DELETE /emulator/faults",
            "DELETE /emulator/faults/NAME",
            "GET /emulator/injections?after=SEQUENCE",
            "GET /emulator/ledger?stream=NAME");

    private final KvsEmulator emulator;

    ControlCalls(KvsEmulator emulator) {
        this.emulator = emulator;
    }

    @Override
    public Answer answer(String method, URI uri, String body) throws InterruptedException {
        String path = uri.getPath();
        String route = method + " " + (path.startsWith("/emulator/faults/") ? "/emulator/faults/NAME" : path);
        return switch (route) {
            case "GET /emulator" -> json(about());
            case "GET /emulator/faults" -> json(faults());
            case "PUT /emulator/faults" -> {
                emulator.faults().set(FaultScript.parse(body, "the request"));
                yield json(faults());
            }
            case "POST /emulator/faults" -> {
                add(body);
                yield json(faults());
            }
            case "DELETE /emulator/faults" -> {
                emulator.faults().clear();
                yield json(faults());
            }
            case "DELETE /emulator/faults/NAME" -> {
                clear(path.substring("/emulator/faults/".length()));
                yield json(faults());
            }
            case "GET /emulator/injections" -> json(injections(parameter(uri, "after")));
            case "GET /emulator/ledger" -> json(ledgers(parameter(uri, "stream")));
            default ->
                throw new IngestException(
                        IngestException.Code.NOT_FOUND, "%s %s is no route; see GET /emulator".formatted(method, path));
        };
    }

    private void add(String body) {
        FaultScript script =
                body.stripLeading().startsWith("faults") || body.stripLeading().startsWith("{\"faults\"")
                        ? FaultScript.parse(body, "the request")
                        : FaultScript.empty();
        if (script.faults().isEmpty()) {
            body.lines()
                    .filter(line -> !line.isBlank())
                    .forEach(line -> emulator.faults().add(line.strip()));
        } else {
            script.faults().forEach(emulator.faults()::add);
        }
    }

    private void clear(String name) {
        if (!emulator.faults().clear(name)) {
            throw new IngestException(IngestException.Code.NOT_FOUND, "no fault is named '%s'".formatted(name));
        }
    }

    private ObjectNode about() throws InterruptedException {
        ObjectNode about = JsonNodeFactory.instance.objectNode();
        about.put("endpoint", emulator.endpoint().toString());
        about.put("data-endpoint", emulator.dataEndpoint().toString());
        about.put("region", emulator.region());
        about.put("access-key-id", emulator.accessKeyId());
        about.put("secret-access-key", emulator.secretKey());
        ArrayNode streams = about.putArray("streams");
        emulator.streams().forEach(streams::add);
        ArrayNode routes = about.putArray("routes");
        ROUTES.forEach(routes::add);
        return about;
    }

    private ObjectNode faults() {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        ArrayNode list = out.putArray("faults");
        for (Faults.Status status : emulator.faults().status()) {
            list.addObject()
                    .put("name", status.fault().name())
                    .put("fault", status.fault().kind())
                    .put("calls", status.calls())
                    .put("struck", status.strikes());
        }
        ObjectNode counts = out.putObject("struck-since-start");
        emulator.faults().counts().forEach(counts::put);
        return out;
    }

    private ObjectNode injections(Optional<String> after) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        ArrayNode list = out.putArray("injections");
        long from = after.map(ControlCalls::sequence).orElse(0L);
        emulator.faults().injections(from).forEach(each -> list.add(each.json()));
        return out;
    }

    private static long sequence(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IngestException(
                    IngestException.Code.BAD_REQUEST, "after is '%s', must be a sequence number".formatted(text), e);
        }
    }

    private ObjectNode ledgers(Optional<String> stream) throws InterruptedException {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        ArrayNode list = out.putArray("streams");
        for (String name : stream.isPresent() ? List.of(stream.get()) : emulator.streams()) {
            list.add(emulator.ledger(name).json());
        }
        return out;
    }

    private static Optional<String> parameter(URI uri, String name) {
        String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        return Arrays.stream(query.split("&"))
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8))
                .findFirst();
    }

    private static Answer json(JsonNode node) {
        return new Answer(200, "application/json", node.toPrettyString() + "\n");
    }
}
