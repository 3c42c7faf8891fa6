package io.kinedex.ingest.kinesis.data;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinedex.ingest.kinesis.Exchange;
import io.kinedex.ingest.kinesis.data.Input.Text;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Tags of streams. Any thread. */
final class TagCalls {
    static final int TAGS_MAX = 50;
    private static final int PAGE_DEFAULT = 50;

    private final Target target;

    TagCalls(Target target) {
        this.target = target;
    }

    void add(Exchange exchange) throws IOException {
        Input input = new Input(exchange.input());
        put(exchange, target.changeable(exchange, input), input);
    }

    void addToResource(Exchange exchange) throws IOException {
        Input input = new Input(exchange.input());
        put(exchange, resource(exchange, input), input);
    }

    private static void put(Exchange exchange, DataStream stream, Input input) throws IOException {
        Map<String, String> tags = input.tags("Tags", 1, TAGS_MAX);
        stream.change(state -> {
            StreamState changed = state.withTags(tags);
            if (changed.tags().size() > TAGS_MAX) {
                throw Refusals.limit("A stream has %d tags at the most.".formatted(TAGS_MAX));
            }
            return changed;
        });
        StreamCalls.reply(exchange);
    }

    void remove(Exchange exchange) throws IOException {
        Input input = new Input(exchange.input());
        take(exchange, target.changeable(exchange, input), input);
    }

    void removeFromResource(Exchange exchange) throws IOException {
        Input input = new Input(exchange.input());
        take(exchange, resource(exchange, input), input);
    }

    private static void take(Exchange exchange, DataStream stream, Input input) throws IOException {
        List<String> keys = input.requireTexts("TagKeys", 1, TAGS_MAX, Text.TAG_KEY);
        stream.change(state -> state.withoutTags(keys));
        StreamCalls.reply(exchange);
    }

    void list(Exchange exchange) throws IOException {
        Input input = new Input(exchange.input());
        int limit = input.number("Limit", 1, PAGE_DEFAULT).orElse(PAGE_DEFAULT);
        String after = input.text("ExclusiveStartTagKey", Text.TAG_KEY).orElse("");
        TreeMap<String, String> rest =
                new TreeMap<>(target.stream(exchange, input).state().tags());
        rest.headMap(after, true).clear();
        ObjectNode output = JsonNodeFactory.instance.objectNode();
        write(rest, limit, output);
        output.put("HasMoreTags", rest.size() > limit);
        exchange.reply(output);
    }

    void listOfResource(Exchange exchange) throws IOException {
        Input input = new Input(exchange.input());
        ObjectNode output = JsonNodeFactory.instance.objectNode();
        write(resource(exchange, input).state().tags(), TAGS_MAX, output);
        exchange.reply(output);
    }

    private DataStream resource(Exchange exchange, Input input) {
        String name = target.nameOf(input.requireText("ResourceARN", Text.STREAM_ARN));
        return target.named(exchange, name);
    }

    private static void write(Map<String, String> tags, int limit, ObjectNode into) {
        ArrayNode list = into.putArray("Tags");
        new TreeMap<>(tags)
                .entrySet().stream()
                        .limit(limit)
                        .forEach(
                                tag -> list.addObject().put("Key", tag.getKey()).put("Value", tag.getValue()));
    }
}
