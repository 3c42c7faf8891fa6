package io.kinedex.ingest.kinesis.video;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinedex.frames.FragmentNumber;
import io.kinedex.frames.FramesException;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.ingest.kinesis.Exchange;
import java.io.IOException;
import java.io.OutputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists and sends archived fragments. Any thread.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesisvideostreams/latest/dg/API_reader_ListFragments.html">ListFragments</a>
 * @see <a href="https://docs.aws.amazon.com/kinesisvideostreams/latest/dg/API_reader_GetMediaForFragmentList.html">
 *     GetMediaForFragmentList</a>
 */
final class ArchivedOperations {
    private static final Logger LOG = LoggerFactory.getLogger(ArchivedOperations.class);
    private static final int PAGE = 100;
    private static final int PAGE_MAX = 1000;
    private static final int LIST_MAX = 1000;
    private static final String PRODUCER = "PRODUCER_TIMESTAMP";
    private static final String SERVER = "SERVER_TIMESTAMP";

    private final VideoStreams streams;
    private final FragmentArchive archive;
    private final VideoSettings settings;
    private final VideoMetrics metrics;
    private final CallRate listCalls;
    private final Sessions sessions;

    ArchivedOperations(VideoStreams streams, FragmentArchive archive, VideoSettings settings, VideoMetrics metrics) {
        this.streams = streams;
        this.archive = archive;
        this.settings = settings;
        this.metrics = metrics;
        int callsPerSecond = settings.limits().callsPerSecond();
        this.listCalls = new CallRate("ListFragments", callsPerSecond);
        this.sessions =
                new Sessions("GetMediaForFragmentList", settings.limits().listConnectionsMax(), callsPerSecond);
    }

    /** Which fragments, and where the page begins. */
    private record Choice(String type, Instant from, Instant to, FragmentNumber after) {
        String token(ArchivedFragment last) {
            Instant place = type.equals(PRODUCER) ? last.start() : from;
            return "%s %s %s %s".formatted(type, place, to, last.number());
        }

        static Choice of(String token) {
            String[] parts = token.split(" ");
            try {
                return new Choice(
                        parts[0], Instant.parse(parts[1]), Instant.parse(parts[2]), FragmentNumber.parse(parts[3]));
            } catch (ArrayIndexOutOfBoundsException | IllegalArgumentException | DateTimeException e) {
                throw Inputs.invalid("NextToken is not one that was given out");
            }
        }
    }

    void list(Exchange call) throws IOException {
        JsonNode input = call.input();
        VideoStream stream = streams.require(input);
        call.requireAllowed(settings.arn(stream));
        listCalls.count(stream.name());
        int most = Inputs.number(input, "MaxResults", PAGE, 1, PAGE_MAX);
        Choice choice = Inputs.token(input, "NextToken").map(Choice::of).orElseGet(() -> choice(input));
        List<ArchivedFragment> found = choice.type().equals(SERVER)
                ? archive.receivedIn(stream.name(), choice.from(), choice.after(), choice.to(), most + 1)
                : archive.startingIn(stream.name(), choice.from(), choice.after(), choice.to(), most + 1);
        ObjectNode output = JsonNodeFactory.instance.objectNode();
        ArrayNode fragments = output.putArray("Fragments");
        found.stream().limit(most).map(ArchivedOperations::fragment).forEach(fragments::add);
        if (found.size() > most) {
            output.put("NextToken", Inputs.token(choice.token(found.get(most - 1))));
        }
        call.reply(output);
    }

    private static Choice choice(JsonNode input) {
        JsonNode selector = input.path("FragmentSelector");
        if (selector.isMissingNode() || selector.isNull()) {
            return new Choice(PRODUCER, Instant.EPOCH, StartSelector.FOREVER, StartSelector.BEFORE_ALL);
        }
        String type = Inputs.oneOf(selector, "FragmentSelectorType", Set.of(PRODUCER, SERVER));
        JsonNode range = selector.path("TimestampRange");
        if (!range.hasNonNull("StartTimestamp") || !range.hasNonNull("EndTimestamp")) {
            throw Inputs.invalid("TimestampRange must have StartTimestamp and EndTimestamp");
        }
        Instant from = Inputs.time(range.get("StartTimestamp"));
        Instant to = Inputs.time(range.get("EndTimestamp"));
        if (to.isBefore(from)) {
            throw Inputs.invalid("EndTimestamp must not be before StartTimestamp");
        }
        return new Choice(type, from, to.plusNanos(999_999), StartSelector.BEFORE_ALL);
    }

    private static ObjectNode fragment(ArchivedFragment row) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("FragmentNumber", row.number().toString())
                .put("FragmentSizeInBytes", row.length())
                .put("FragmentLengthInMilliseconds", row.duration().toMillis())
                .putPOJO("ProducerTimestamp", row.start())
                .putPOJO("ServerTimestamp", row.received());
    }

    void media(Exchange call) throws IOException, InterruptedException {
        VideoStream stream = streams.require(call.input());
        call.requireAllowed(settings.arn(stream));
        List<FragmentNumber> numbers = numbers(call.input().path("Fragments"));
        try (Sessions.Session session = sessions.enter(stream.name());
                OutputStream out = new PacedOutput(
                        call.stream("video/webm", Map.of()),
                        settings.limits().getBytesPerSecond().bytes());
                FragmentSender sender = new FragmentSender(archive, out, metrics)) {
            for (FragmentNumber number : numbers) {
                send(stream.name(), number, sender);
            }
        }
    }

    private void send(String stream, FragmentNumber number, FragmentSender sender) throws IOException {
        Optional<ArchivedFragment> row = archive.find(stream, number);
        try {
            if (row.isPresent()) {
                sender.send(row.get(), ServiceTags.listed(row.get()), Map.of());
                return;
            }
            sender.exception(number, GetSession.FRAGMENT_NOT_FOUND, "The fragment is not in the archive");
        } catch (IngestException e) {
            sender.exception(number, GetSession.FRAGMENT_NOT_FOUND, "The fragment is kept no more");
        } catch (FramesException e) {
            LOG.error("fragment {} of stream '{}' cannot be sent", number, stream, e);
            sender.exception(number, GetSession.INTERNAL_ERROR, "The fragment cannot be read");
        }
    }

    private static List<FragmentNumber> numbers(JsonNode list) {
        if (list.isEmpty() || list.size() > LIST_MAX) {
            throw Inputs.invalid("Fragments has %d numbers, must have 1 to %d".formatted(list.size(), LIST_MAX));
        }
        List<FragmentNumber> numbers = new ArrayList<>();
        for (JsonNode each : list) {
            try {
                numbers.add(FragmentNumber.parse(each.asText()));
            } catch (IllegalArgumentException e) {
                throw Inputs.invalid("Fragments: " + e.getMessage());
            }
        }
        return numbers;
    }
}
