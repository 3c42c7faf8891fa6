package io.kinedex.ingest.kinesis.video;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinedex.ingest.kinesis.Exchange;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Makes, describes, changes and removes streams. Any thread.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesisvideostreams/latest/dg/API_Operations_Amazon_Kinesis_Video_Streams.html">
 *     Amazon Kinesis Video Streams operations</a>
 */
final class StreamOperations {
    private static final int RETENTION_HOURS_MAX = 87_600;
    private static final int LIST_MAX = 10_000;
    private static final Set<String> DATA_APIS = Set.of(
            "PUT_MEDIA",
            "GET_MEDIA",
            "LIST_FRAGMENTS",
            "GET_MEDIA_FOR_FRAGMENT_LIST",
            "GET_HLS_STREAMING_SESSION_URL",
            "GET_DASH_STREAMING_SESSION_URL",
            "GET_CLIP",
            "GET_IMAGES");
    private static final Pattern MEDIA_TYPE = Pattern.compile("[\\w.+-]+/[\\w.+-]+(,[\\w.+-]+/[\\w.+-]+)*");

    private final VideoStreams streams;
    private final VideoSettings settings;

    StreamOperations(VideoStreams streams, VideoSettings settings) {
        this.streams = streams;
        this.settings = settings;
    }

    void create(Exchange call) throws IOException {
        JsonNode input = call.input();
        String name = Inputs.requireText(input, "StreamName");
        call.requireAllowed(settings.allStreams());
        VideoStream made = streams.create(new VideoStream(
                name,
                settings.clock().instant(),
                0,
                Optional.of(Inputs.number(input, "DataRetentionInHours", 0, 0, RETENTION_HOURS_MAX)),
                mediaType(input).orElse(""),
                Inputs.text(input, "DeviceName").orElse(""),
                Inputs.text(input, "KmsKeyId").orElse(""),
                TagOperations.sound(Inputs.texts(input, "Tags"))));
        call.reply(object().put("StreamARN", settings.arn(made)));
    }

    void describe(Exchange call) throws IOException {
        VideoStream stream = allowed(call);
        ObjectNode output = object();
        output.set("StreamInfo", info(stream));
        call.reply(output);
    }

    void list(Exchange call) throws IOException {
        JsonNode input = call.input();
        int most = Inputs.number(input, "MaxResults", LIST_MAX, 1, LIST_MAX);
        String after = Inputs.token(input, "NextToken").orElse("");
        JsonNode condition = input.path("StreamNameCondition");
        String prefix = Inputs.text(condition, "ComparisonValue").orElse("");
        if (condition.hasNonNull("ComparisonOperator")) {
            Inputs.oneOf(condition, "ComparisonOperator", Set.of("BEGINS_WITH"));
        }
        call.requireAllowed(settings.allStreams());
        List<VideoStream> found = streams.list().stream()
                .filter(stream ->
                        stream.name().startsWith(prefix) && stream.name().compareTo(after) > 0)
                .limit(most + 1L)
                .toList();
        ObjectNode output = object();
        ArrayNode list = output.putArray("StreamInfoList");
        found.stream().limit(most).map(this::info).forEach(list::add);
        if (found.size() > most) {
            output.put("NextToken", Inputs.token(found.get(most - 1).name()));
        }
        call.reply(output);
    }

    void updateDataRetention(Exchange call) throws IOException {
        JsonNode input = call.input();
        VideoStream stream = allowed(call);
        boolean increase = Inputs.oneOf(
                        input, "Operation", Set.of("INCREASE_DATA_RETENTION", "DECREASE_DATA_RETENTION"))
                .startsWith("INCREASE");
        Inputs.requireText(input, "CurrentVersion");
        int change = Inputs.number(input, "DataRetentionChangeInHours", 0, 1, RETENTION_HOURS_MAX);
        if (change == 0) {
            throw Inputs.invalid("DataRetentionChangeInHours must be given");
        }
        streams.update(stream.name(), Inputs.text(input, "CurrentVersion"), now -> {
            long hours = streams.retentionHours(now) + (increase ? (long) change : -(long) change);
            if (hours < 0 || hours > RETENTION_HOURS_MAX) {
                throw Inputs.invalid("a retention of %d hours must be in 0..%d".formatted(hours, RETENTION_HOURS_MAX));
            }
            return now.retained((int) hours);
        });
        call.reply(object());
    }

    void update(Exchange call) throws IOException {
        JsonNode input = call.input();
        VideoStream stream = allowed(call);
        Inputs.requireText(input, "CurrentVersion");
        Optional<String> mediaType = mediaType(input);
        Optional<String> device = Inputs.text(input, "DeviceName");
        streams.update(
                stream.name(),
                Inputs.text(input, "CurrentVersion"),
                now -> now.described(mediaType.orElse(now.mediaType()), device.orElse(now.deviceName())));
        call.reply(object());
    }

    void delete(Exchange call) throws IOException {
        String arn = Inputs.requireText(call.input(), "StreamARN");
        VideoStream stream = streams.ofArn(arn);
        call.requireAllowed(arn);
        streams.delete(stream.name(), Inputs.text(call.input(), "CurrentVersion"));
        call.reply(object());
    }

    void dataEndpoint(Exchange call) throws IOException {
        Inputs.oneOf(call.input(), "APIName", DATA_APIS);
        allowed(call);
        call.reply(object().put("DataEndpoint", call.endpoint()));
    }

    private VideoStream allowed(Exchange call) {
        VideoStream stream = streams.require(call.input());
        call.requireAllowed(settings.arn(stream));
        return stream;
    }

    private ObjectNode info(VideoStream stream) {
        ObjectNode info = object();
        if (!stream.deviceName().isEmpty()) {
            info.put("DeviceName", stream.deviceName());
        }
        if (!stream.mediaType().isEmpty()) {
            info.put("MediaType", stream.mediaType());
        }
        info.put("StreamName", stream.name())
                .put("StreamARN", settings.arn(stream))
                .put("KmsKeyId", stream.kmsKeyId().isEmpty() ? settings.defaultKey() : stream.kmsKeyId())
                .put("Version", stream.version())
                .put("Status", "ACTIVE")
                .put("DataRetentionInHours", streams.retentionHours(stream))
                .putPOJO("CreationTime", stream.created());
        return info;
    }

    private static Optional<String> mediaType(JsonNode input) {
        Optional<String> type = Inputs.text(input, "MediaType");
        if (type.isPresent() && !MEDIA_TYPE.matcher(type.get()).matches()) {
            throw Inputs.invalid("MediaType '%s' must be like video/h264".formatted(type.get()));
        }
        return type;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Tags as AWS's older operations have them. */
    static ObjectNode tags(Map<String, String> tags) {
        ObjectNode output = object();
        ObjectNode values = output.putObject("Tags");
        tags.forEach(values::put);
        return output;
    }
}
