package io.kinedex.ingest.kinesis.video;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinedex.frames.FragmentNumber;
import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.archive.FragmentArchive;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where a GetMedia session starts. Immutable; any thread.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesisvideostreams/latest/dg/API_dataplane_StartSelector.html">StartSelector</a>
 */
sealed interface StartSelector {
    FragmentNumber BEFORE_ALL = new FragmentNumber(BigInteger.ZERO);
    Instant FOREVER = Instant.ofEpochMilli(Long.MAX_VALUE);

    /** With the newest fragment. */
    record Now() implements StartSelector {}

    /** With the oldest fragment. */
    record Earliest() implements StartSelector {}

    /** After the fragment of that number. */
    record After(FragmentNumber number) implements StartSelector {}

    /** With the fragment that holds the moment by the producer's clock, or the next one. */
    record ProducerTime(Instant time) implements StartSelector {}

    /** With the first fragment that was received then or later. */
    record ServerTime(Instant time) implements StartSelector {}

    static StartSelector of(JsonNode selector) {
        if (selector.isMissingNode() || selector.isNull()) {
            throw Inputs.invalid("StartSelector must be given");
        }
        String type = Inputs.oneOf(
                selector,
                "StartSelectorType",
                Set.of(
                        "FRAGMENT_NUMBER",
                        "SERVER_TIMESTAMP",
                        "PRODUCER_TIMESTAMP",
                        "NOW",
                        "EARLIEST",
                        "CONTINUATION_TOKEN"));
        return switch (type) {
            case "NOW" -> new Now();
            case "EARLIEST" -> new Earliest();
            case "FRAGMENT_NUMBER" -> new After(number(selector, "AfterFragmentNumber"));
            case "CONTINUATION_TOKEN" -> new After(number(selector, "ContinuationToken"));
            case "PRODUCER_TIMESTAMP" -> new ProducerTime(time(selector));
            default -> new ServerTime(time(selector));
        };
    }

    /** The number of the fragment that the client named; 0 where it named none. */
    default FragmentNumber named() {
        return this instanceof After(FragmentNumber number) ? number : BEFORE_ALL;
    }

    /**
     * The number after which to go on.
     *
     * @return empty where the named fragment is not there
     */
    default Optional<FragmentNumber> resolve(FragmentArchive archive, String stream) {
        return switch (this) {
            case Earliest() -> Optional.of(BEFORE_ALL);
            case Now() ->
                Optional.of(archive.newest(stream).map(StartSelector::before).orElseGet(() -> last(archive, stream)));
            case ProducerTime(Instant time) ->
                Optional.of(with(archive.covering(stream, time, FOREVER, 1), archive, stream));
            case ServerTime(Instant time) ->
                Optional.of(with(archive.receivedIn(stream, time, BEFORE_ALL, FOREVER, 1), archive, stream));
            case After(FragmentNumber number) -> {
                boolean known = archive.find(stream, number).isPresent()
                        || archive.lastNumber(stream).filter(number::equals).isPresent();
                yield known ? Optional.of(number) : Optional.empty();
            }
        };
    }

    private static FragmentNumber with(List<ArchivedFragment> rows, FragmentArchive archive, String stream) {
        return rows.isEmpty() ? last(archive, stream) : before(rows.getFirst());
    }

    private static FragmentNumber last(FragmentArchive archive, String stream) {
        return archive.lastNumber(stream).orElse(BEFORE_ALL);
    }

    private static FragmentNumber before(ArchivedFragment row) {
        BigInteger value = row.number().value();
        return new FragmentNumber(value.signum() == 0 ? value : value.subtract(BigInteger.ONE));
    }

    private static FragmentNumber number(JsonNode selector, String name) {
        String text = Inputs.requireText(selector, name);
        try {
            return FragmentNumber.parse(text);
        } catch (IllegalArgumentException e) {
            throw Inputs.invalid("%s: %s".formatted(name, e.getMessage()));
        }
    }

    private static Instant time(JsonNode selector) {
        JsonNode time = selector.path("StartTimestamp");
        if (time.isMissingNode() || time.isNull()) {
            throw Inputs.invalid("StartTimestamp must be given");
        }
        return Inputs.time(time);
    }
}
