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
    private final AckWriter acks;
    private Optional<Subject> current = Optional.empty();

    PutSession(WatchedBody body, PutIntake intake, AckWriter acks) {
        this.body = body;
        this.intake = intake;
        this.acks = acks;
    }

    void run() {
        try {
            takeAll();
        } catch (FramesException e) {
            end(e);
        } catch (IngestException e) {
            LOG.warn("a PutMedia session ends: {}", e.getMessage());
            fail(e.code() == IngestException.Code.NOT_FOUND ? AckError.STREAM_NOT_ACTIVE : AckError.ARCHIVAL_ERROR);
        } catch (IOException e) {
            LOG.warn("a PutMedia session ends, the archive does not take its bytes", e);
            fail(AckError.ARCHIVAL_ERROR);
        } catch (RuntimeException e) {
            fail(AckError.INTERNAL_ERROR);
            throw e;
        }
    }

    private void takeAll() throws IOException {
        ProducerStream media = new ProducerStream(body, intake.fragmentBytesMax());
        for (Optional<ProducerCluster> next = media.next(); next.isPresent(); next = media.next()) {
            Instant received = intake.now();
            Subject subject = intake.subject(next.get(), received);
            current = Optional.of(subject);
            intake.take(media, next.get(), subject, received);
            current = Optional.empty();
            if (acks.isGone()) {
                return;
            }
            if (body.isExpired()) {
                acks.error(AckError.MAX_CONNECTION_DURATION_REACHED);
                return;
            }
        }
    }

    /** What the producer's bytes led to. */
    private void end(FramesException e) {
        if (body.isIdle()) {
            // the wait was ended by the watch, whose interrupt is used up with it
            boolean ignored = Thread.interrupted();
            LOG.debug("a PutMedia session ends, nothing came any more: {}", ignored);
        }
        LOG.debug("a PutMedia session ends: {}", e.getMessage());
        fail(
                switch (e.code()) {
                    case READ_FAILED, TRUNCATED -> AckError.STREAM_READ_ERROR;
                    default -> AckError.INVALID_MKV_DATA;
                });
    }

    private void fail(AckError error) {
        current.ifPresentOrElse(subject -> acks.error(error, subject), () -> acks.error(error));
    }
}
