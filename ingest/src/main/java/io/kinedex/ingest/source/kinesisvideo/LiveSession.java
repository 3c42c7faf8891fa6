package io.kinedex.ingest.source.kinesisvideo;

import io.kinedex.frames.Fragment;
import io.kinedex.frames.FragmentNumber;
import io.kinedex.frames.FragmentReader;
import io.kinedex.frames.FramesException;
import io.kinedex.frames.InBandErrorException;
import io.kinedex.ingest.stream.SourceStatus.State;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.services.kinesisvideomedia.model.StartSelector;

/**
 * One session of GetMedia, from its beginning to whatever ends it. For one thread.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesisvideostreams/latest/dg/API_dataplane_GetMedia.html">GetMedia</a>
 */
final class LiveSession {
    private final ServiceCalls calls;
    private final ConsumerOptions options;
    private final Continuity continuity;
    private final Figures figures;
    private Optional<FragmentNumber> brokeAt = Optional.empty();

    LiveSession(ServiceCalls calls, ConsumerOptions options, Continuity continuity, Figures figures) {
        this.calls = calls;
        this.options = options;
        this.continuity = continuity;
        this.figures = figures;
    }

    /** The fragment that was being read when the session ended, where that is known. */
    Optional<FragmentNumber> brokeAt() {
        return brokeAt;
    }

    /**
     * Reads to the end of the session.
     *
     * @param past whether to go on after a fragment that does not match its checksum
     * @return what ended it
     */
    Setback run(StreamFacts stream, StartSelector start, boolean past) throws InterruptedException {
        brokeAt = Optional.empty();
        try (FragmentReader reader = new FragmentReader(open(stream, start), options.limits())) {
            figures.add(Figures.SESSIONS, 1);
            figures.state(State.LIVE, "");
            return read(stream, reader, past);
        } catch (TimedOut e) {
            return idle();
        }
    }

    private AbortingStream open(StreamFacts stream, StartSelector start) throws InterruptedException {
        return calls.getMedia(stream, start);
    }

    private Setback read(StreamFacts stream, FragmentReader reader, boolean past) throws InterruptedException {
        while (true) {
            try {
                Optional<Fragment> next = next(reader);
                if (next.isEmpty()) {
                    return new Setback(Trouble.SESSION_ENDED, "the service has ended the session");
                }
                noteBehind(reader);
                continuity.take(stream, next.get());
            } catch (InBandErrorException e) {
                figures.add(Figures.ERRORS, "id", Integer.toString(e.errorId()));
                return Setback.of(e);
            } catch (FramesException e) {
                brokeAt = reader.reading();
                continuity.suspect();
                if (!past || !reader.canGoOn()) {
                    return Setback.of(e);
                }
            }
        }
    }

    private static Optional<Fragment> next(FragmentReader reader) {
        try {
            return reader.next();
        } catch (FramesException e) {
            if (e.code() == FramesException.Code.READ_FAILED && Setback.isTimeout(e)) {
                throw new TimedOut(e);
            }
            throw e;
        }
    }

    private void noteBehind(FragmentReader reader) {
        if (reader.millisBehindNow().isPresent()) {
            long millis = reader.millisBehindNow().getAsLong();
            figures.behind(millis);
            boolean far = Duration.ofMillis(millis).compareTo(options.catchUpBehind()) > 0;
            figures.state(far ? State.CATCHING_UP : State.LIVE, "");
        }
    }

    private Setback idle() {
        return new Setback(
                Trouble.IDLE,
                "nothing came for %d s; the connection may be dead"
                        .formatted(options.idleMax().toSeconds()));
    }

    /** No byte came for as long as is allowed. */
    private static final class TimedOut extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TimedOut(Throwable cause) {
            super(cause);
        }
    }
}
