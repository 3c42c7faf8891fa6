package io.kinedex.ingest.kinesis.playback;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinedex.frames.FragmentImages;
import io.kinedex.frames.FramesException;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.ingest.kinesis.Exchange;
import io.kinedex.ingest.kinesis.Operation;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Answers with images of moments at a constant distance. What is shown at a moment is the picture that begins at it or was
 * the last to begin before it.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesisvideostreams/latest/dg/API_reader_GetImages.html">GetImages</a>
 */
final class GetImages implements Operation {
    /** Most characters of a page's images, which lie in memory until they are sent; the last may pass it. */
    private static final long PAGE_CHARS_MAX = 32L << 20;

    private static final Duration FRAGMENT_MAX = Duration.ofSeconds(20);

    private final FragmentArchive archive;
    private final AskedStream streams;
    private final SealedTokens tokens;
    private final MediaThreads threads;
    private final Clock clock;

    GetImages(FragmentArchive archive, AskedStream streams, SealedTokens tokens, MediaThreads threads, Clock clock) {
        this.archive = archive;
        this.streams = streams;
        this.tokens = tokens;
        this.threads = threads;
        this.clock = clock;
    }

    @Override
    public void answer(Exchange exchange) throws IOException, InterruptedException {
        String stream = streams.require(exchange).name();
        ImagePlan plan = ImagePlan.of(stream, new Arguments(exchange.input()), tokens, clock.instant());
        ObjectNode output = JsonNodeFactory.instance.objectNode();
        ArrayNode images = output.putArray("Images");
        long chars = 0;
        List<Instant> left = new ArrayList<>(plan.moments());
        while (!left.isEmpty() && chars < PAGE_CHARS_MAX) {
            Optional<ArchivedFragment> row = shownAt(plan, left.getFirst());
            List<Instant> together = together(plan, left, row);
            chars += row.isPresent() ? add(images, plan, row.get(), together) : without(images, together, "NO_MEDIA");
            left.subList(0, together.size()).clear();
        }
        plan.next(images.size(), tokens).ifPresent(token -> output.put("NextToken", token));
        exchange.reply(output);
    }

    /** The fragment that shows something at the moment: of several the newest. */
    private Optional<ArchivedFragment> shownAt(ImagePlan plan, Instant moment) {
        List<ArchivedFragment> rows = switch (plan.timeline()) {
            case PRODUCER_TIMESTAMP -> archive.covering(plan.stream(), moment, moment.plusNanos(1), 100);
            case SERVER_TIMESTAMP ->
                archive.receivedIn(plan.stream(), moment.minus(FRAGMENT_MAX), moment, Optional.empty(), 1_000).stream()
                        .filter(row -> moment.isBefore(end(plan, row)))
                        .toList();
        };
        return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getLast());
    }

    /** The moments at the head of the list that the same fragment shows, or only the first. */
    private List<Instant> together(ImagePlan plan, List<Instant> left, Optional<ArchivedFragment> row) {
        int count = 1;
        while (row.isPresent()
                && count < left.size()
                && left.get(count).isBefore(end(plan, row.get()))
                && shownAt(plan, left.get(count)).equals(row)) {
            count++;
        }
        return List.copyOf(left.subList(0, count));
    }

    private static Instant end(ImagePlan plan, ArchivedFragment row) {
        return plan.timeline().start(row).plus(row.duration());
    }

    private long add(ArrayNode images, ImagePlan plan, ArchivedFragment row, List<Instant> moments)
            throws InterruptedException {
        Duration shift = Duration.between(row.start(), plan.timeline().start(row));
        Map<Instant, byte[]> made;
        try {
            List<Instant> wanted =
                    moments.stream().map(moment -> moment.minus(shift)).toList();
            made = threads.call(
                    () -> FragmentImages.at(archive.read(row).startingAt(row.start()), wanted, plan.format()));
        } catch (FramesException e) {
            return without(images, moments, "MEDIA_ERROR");
        } catch (IngestException e) {
            if (e.code() == IngestException.Code.NOT_FOUND) {
                return without(images, moments, "NO_MEDIA");
            }
            throw e;
        }
        long chars = 0;
        for (Instant moment : moments) {
            byte[] image = made.get(moment.minus(shift));
            if (image == null) {
                without(images, List.of(moment), "MEDIA_ERROR");
            } else {
                String content = Base64.getEncoder().encodeToString(image);
                images.addObject().put("TimeStamp", seconds(moment)).put("ImageContent", content);
                chars += content.length();
            }
        }
        return chars;
    }

    private static long without(ArrayNode images, List<Instant> moments, String error) {
        moments.forEach(
                moment -> images.addObject().put("TimeStamp", seconds(moment)).put("Error", error));
        return 0;
    }

    private static BigDecimal seconds(Instant moment) {
        return BigDecimal.valueOf(moment.toEpochMilli(), 3);
    }
}
