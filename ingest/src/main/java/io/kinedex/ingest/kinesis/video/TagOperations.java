package io.kinedex.ingest.kinesis.video;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kinedex.ingest.kinesis.AwsException;
import io.kinedex.ingest.kinesis.Exchange;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Tags on streams, by the operations that name streams and by those that name resources. Any thread. */
final class TagOperations {
    private static final int TAGS_MAX = 50;
    private static final int KEY_CHARS_MAX = 128;
    private static final int VALUE_CHARS_MAX = 256;

    private final VideoStreams streams;
    private final VideoSettings settings;

    TagOperations(VideoStreams streams, VideoSettings settings) {
        this.streams = streams;
        this.settings = settings;
    }

    void tagStream(Exchange call) throws IOException {
        tag(call, streams.require(call.input()), Inputs.texts(call.input(), "Tags"));
    }

    void untagStream(Exchange call) throws IOException {
        untag(call, streams.require(call.input()));
    }

    void listForStream(Exchange call) throws IOException {
        list(call, streams.require(call.input()));
    }

    void tagResource(Exchange call) throws IOException {
        Map<String, String> tags = new LinkedHashMap<>();
        for (JsonNode tag : call.input().path("Tags")) {
            tags.put(Inputs.requireText(tag, "Key"), Inputs.requireText(tag, "Value"));
        }
        tag(call, resource(call), tags);
    }

    void untagResource(Exchange call) throws IOException {
        untag(call, resource(call));
    }

    void listForResource(Exchange call) throws IOException {
        list(call, resource(call));
    }

    private VideoStream resource(Exchange call) {
        return streams.ofArn(Inputs.requireText(call.input(), "ResourceARN"));
    }

    private void tag(Exchange call, VideoStream stream, Map<String, String> tags) throws IOException {
        call.requireAllowed(settings.arn(stream));
        if (tags.isEmpty()) {
            throw Inputs.invalid("Tags must be given");
        }
        streams.update(stream.name(), Optional.empty(), now -> {
            Map<String, String> all = new TreeMap<>(now.tags());
            all.putAll(tags);
            return now.tagged(sound(all));
        });
        call.reply(JsonNodeFactory.instance.objectNode());
    }

    private void untag(Exchange call, VideoStream stream) throws IOException {
        call.requireAllowed(settings.arn(stream));
        JsonNode keys = call.input().path("TagKeyList");
        if (keys.isEmpty()) {
            throw Inputs.invalid("TagKeyList must be given");
        }
        streams.update(stream.name(), Optional.empty(), now -> {
            Map<String, String> rest = new TreeMap<>(now.tags());
            keys.forEach(key -> rest.remove(key.asText()));
            return now.tagged(rest);
        });
        call.reply(JsonNodeFactory.instance.objectNode());
    }

    private void list(Exchange call, VideoStream stream) throws IOException {
        call.requireAllowed(settings.arn(stream));
        call.reply(StreamOperations.tags(new TreeMap<>(stream.tags())));
    }

    /** The tags, where AWS would take them. */
    static Map<String, String> sound(Map<String, String> tags) {
        if (tags.size() > TAGS_MAX) {
            throw new AwsException(
                    400,
                    "TagsPerResourceExceededLimitException",
                    "%d tags on a stream, the limit is %d".formatted(tags.size(), TAGS_MAX));
        }
        tags.forEach((key, value) -> {
            if (key.isEmpty() || key.length() > KEY_CHARS_MAX || value.length() > VALUE_CHARS_MAX) {
                throw Inputs.invalid("tag '%s' must have a key of 1 to %d characters and a value of at most %d"
                        .formatted(key, KEY_CHARS_MAX, VALUE_CHARS_MAX));
            }
        });
        return tags;
    }
}
