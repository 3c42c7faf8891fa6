package io.kinedex.ingest.kinesis.video;

import io.kinedex.frames.FramesException;
import io.kinedex.frames.ProducerCluster;
import io.kinedex.frames.ProducerStream;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.kinesis.video.AckWriter.Subject;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One PutMedia connection from its first byte to its end. A fragment that breaks a limit is acknowledged as an error and
 * the session goes on with the next; where the stream itself cannot be followed or kept any further, it ends after the
 * error. For one thread.
 */
final class PutSession {
    private static final Logger LOG = LoggerFactory.getLogger(PutSession.class);

    private final WatchedBody body;
    private final PutIntake intake;
    private final PutKeeper keeper;
    private final AckWriter acks;
    private Optional<Subject> current = Optional.empty();

    PutSession(WatchedBody body, PutIntake intake, PutKeeper keeper, AckWriter acks) {
        this.body = body;
        this.intake = intake;
        this.keeper = keeper;
        this.acks = acks;
    }

    /** What was received whole is kept before the session ends, and before an error is told. */
    void run() throws InterruptedException {
        Optional<AckError> error = Optional.of(AckError.INTERNAL_ERROR);
        try {
            error = takeAll();
        } catch (FramesException e) {
            LOG.debug("a PutMedia session ends: {}", e.getMessage());
            error = cause(e);
        } catch (IngestException e) {
            LOG.warn("a PutMedia session ends: {}", e.getMessage());
            error = Optional.of(AckError.of(e));
        } catch (IOException e) {
            LOG.warn("a PutMedia session ends, the archive does not take its bytes", e);
            error = Optional.of(AckError.ARCHIVAL_ERROR);
        } finally {
            keeper.close();
            tell(error);
        }
    }

    /** Takes one fragment after the other; what ended it, where the producer has not. */
    private Optional<AckError> takeAll() throws IOException, InterruptedException {
        ProducerStream media = new ProducerStream(body, intake.fragmentBytesMax());
        for (Optional<ProducerCluster> next = media.next(); next.isPresent(); next = media.next()) {
            body.inFragment(true);
            Instant received = intake.now();
            Subject subject = intake.subject(next.get(), received);
            current = Optional.of(subject);
            if (!intake.streamIsThere()) {
                return Optional.of(AckError.STREAM_NOT_ACTIVE);
            }
            intake.take(media, next.get(), subject, received, keeper);
            current = Optional.empty();
            body.inFragment(false);
            if (acks.isGone() || keeper.failure().isPresent()) {
                return Optional.empty();
            }
            if (body.isExpired()) {
                return Optional.of(AckError.MAX_CONNECTION_DURATION_REACHED);
            }
        }
        return Optional.empty();
    }

    /** What an end of the producer's bytes means, or bytes that cannot be followed. */
    private Optional<AckError> cause(FramesException e) {
        return body.ending()
                .map(PutSession::cause)
                .orElseGet(() -> Optional.of(
                        switch (e.code()) {
                            case READ_FAILED, TRUNCATED -> AckError.STREAM_READ_ERROR;
                            default -> AckError.INVALID_MKV_DATA;
                        }));
    }

    private static Optional<AckError> cause(WatchedBody.End why) {
        return switch (why) {
            case SILENT -> Optional.of(AckError.STREAM_READ_ERROR);
            case EXPIRED -> Optional.of(AckError.MAX_CONNECTION_DURATION_REACHED);
            case STREAM_GONE -> Optional.of(AckError.STREAM_NOT_ACTIVE);
            case TAKEN_OVER, NOT_KEPT -> Optional.empty();
        };
    }

    /** Where fragments could not be kept, that is what ended the session, whatever it met afterwards. */
    private void tell(Optional<AckError> error) {
        Optional<PutKeeper.Failure> failure = keeper.failure();
        if (failure.isPresent()) {
            acks.error(failure.get().error(), failure.get().subject());
        } else if (error.isPresent()) {
            current.ifPresentOrElse(subject -> acks.error(error.get(), subject), () -> acks.error(error.get()));
        }
    }
}
