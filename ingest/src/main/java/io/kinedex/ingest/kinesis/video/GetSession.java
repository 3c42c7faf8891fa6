package io.kinedex.ingest.kinesis.video;

import io.kinedex.frames.FragmentNumber;
import io.kinedex.frames.FramesException;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.archive.FragmentArchive;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One GetMedia answer once its start is known. For one thread. */
final class GetSession {
    static final int FRAGMENT_NOT_FOUND = 4000;
    static final int INTERNAL_ERROR = 5000;

    private static final Logger LOG = LoggerFactory.getLogger(GetSession.class);
    private static final Duration LOOK = Duration.ofMillis(500);

    private final VideoStream stream;
    private final VideoStreams streams;
    private final FragmentArchive archive;
    private final VideoSettings settings;
    private final FragmentSender sender;

    GetSession(
            VideoStream stream,
            VideoStreams streams,
            FragmentArchive archive,
            VideoSettings settings,
            FragmentSender sender) {
        this.stream = stream;
        this.streams = streams;
        this.archive = archive;
        this.settings = settings;
        this.sender = sender;
    }

    /** Returns when the session has lasted its time, or after an error that the client was told of. */
    void run(FragmentNumber after) throws IOException, InterruptedException {
        long end = System.nanoTime() + settings.limits().getSessionMax().toNanos();
        FragmentNumber position = after;
        long ordinal = archive.find(stream.name(), after)
                .map(ArchivedFragment::ordinal)
                .orElse(0L);
        while (System.nanoTime() < end) {
            Optional<ArchivedFragment> next = archive.awaitAfter(stream.name(), position, LOOK);
            if (next.isEmpty()) {
                if (isOver(position, ordinal)) {
                    return;
                }
                continue;
            }
            ArchivedFragment row = next.get();
            if (ordinal > 0 && row.ordinal() != ordinal + 1) {
                tellLost(position);
                return;
            }
            if (!send(row)) {
                return;
            }
            position = row.number();
            ordinal = row.ordinal();
        }
    }

    /** Whether nothing can come any more that should come next. */
    private boolean isOver(FragmentNumber position, long ordinal) throws IOException {
        if (!streams.isThere(stream)) {
            sender.error(position, FRAGMENT_NOT_FOUND, "The stream was deleted");
            return true;
        }
        boolean more = ordinal > 0 && archive.lastOrdinal(stream.name()) > ordinal;
        if (more && archive.after(stream.name(), position).isEmpty()) {
            tellLost(position);
            return true;
        }
        return false;
    }

    private void tellLost(FragmentNumber position) throws IOException {
        sender.error(position, FRAGMENT_NOT_FOUND, "The fragments after %s are kept no more".formatted(position));
    }

    private boolean send(ArchivedFragment row) throws IOException {
        try {
            sender.send(row, ServiceTags.before(row), ServiceTags.after(row, millisBehind(row)));
            return true;
        } catch (IngestException e) {
            sender.error(row.number(), FRAGMENT_NOT_FOUND, "Fragment %s is kept no more".formatted(row.number()));
        } catch (FramesException e) {
            LOG.error("fragment {} of stream '{}' cannot be sent", row.number(), row.stream(), e);
            sender.error(row.number(), INTERNAL_ERROR, "Fragment %s cannot be read".formatted(row.number()));
        }
        return false;
    }

    /** How far the fragment is behind the stream's newest. */
    private long millisBehind(ArchivedFragment row) {
        return archive.newest(stream.name())
                .map(newest ->
                        Duration.between(row.received(), newest.received()).toMillis())
                .map(millis -> Math.max(0, millis))
                .orElse(0L);
    }
}
