package io.kinedex.ingest.pipeline;

import io.kinedex.frames.FragmentNumber;
import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.ingest.pipeline.FragmentPublishing.Finished;
import io.kinedex.ingest.stream.LagPolicy;
import io.kinedex.ingest.stream.StreamConfig;
import io.kinedex.metadata.stream.Checkpoint;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The analysis of one stream while it has something to analyse. It runs once; {@link Analysis} makes the next one. */
final class StreamAnalysis {
    private static final Logger LOG = LoggerFactory.getLogger(StreamAnalysis.class);
    private static final FragmentNumber BEFORE_ALL = new FragmentNumber(BigInteger.ZERO);
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final Duration LINGER = Duration.ofSeconds(20);

    private final Analysis analysis;
    private final String stream;
    private final FragmentArchive archive;
    private final BlockingQueue<DecodedFragment> handOff = new ArrayBlockingQueue<>(1);
    private final Thread decoding;
    private final Thread publishing;
    private volatile boolean decoded;

    StreamAnalysis(Analysis analysis, String stream) {
        this.analysis = analysis;
        this.stream = stream;
        this.archive = analysis.archive();
        this.decoding = Thread.ofPlatform().name("decoding-" + stream).unstarted(this::decodeAll);
        this.publishing = Thread.ofPlatform().name("publishing-" + stream).unstarted(this::publishAll);
    }

    void start() {
        decoding.start();
        publishing.start();
    }

    void interrupt() {
        decoding.interrupt();
        publishing.interrupt();
    }

    boolean join(Duration patience) throws InterruptedException {
        return decoding.join(patience) && publishing.join(patience);
    }

    private AnalysisState state() {
        return analysis.metadata()
                .checkpoint(stream)
                .map(Checkpoint::state)
                .map(AnalysisState::parse)
                .orElse(AnalysisState.NONE);
    }

    private void decodeAll() {
        try (FragmentDecoding work = new FragmentDecoding(
                archive, analysis.engines(), analysis.decoding(), analysis.config(stream), state())) {
            FragmentNumber position = analysis.metadata()
                    .checkpoint(stream)
                    .map(checkpoint -> FragmentNumber.parse(checkpoint.fragmentNumber()))
                    .orElse(BEFORE_ALL);
            Optional<ArchivedFragment> next = next(position);
            while (next.isPresent()) {
                handOff.put(decode(work, next.get()));
                position = next.get().number();
                next = next(position);
            }
        } catch (InterruptedException e) {
            LOG.debug("decoding of stream {} interrupted", stream);
        } catch (RuntimeException | Error e) { // a stream whose thread ended for good would hang
            LOG.error("decoding of stream {} ended; it is begun again from the checkpoint", stream, e);
            analysis.retryAfter(stream, RETRY);
        } finally {
            decoded = true;
        }
    }

    private Optional<ArchivedFragment> next(FragmentNumber position) throws InterruptedException {
        Optional<ArchivedFragment> next = archive.after(stream, position);
        return next.isPresent() || !analysis.awaitFragment(stream, LINGER) ? next : archive.after(stream, position);
    }

    private DecodedFragment decode(FragmentDecoding work, ArchivedFragment fragment) throws InterruptedException {
        StreamConfig config = analysis.config(stream);
        if (config.lag() == LagPolicy.SKIP_TO_LIVE) {
            Duration behind = archive.newest(stream)
                    .map(newest -> Duration.between(fragment.end(), newest.start()))
                    .orElse(Duration.ZERO);
            if (behind.compareTo(config.lagMax()) > 0) {
                return work.skip(fragment, config, "skipped to live: %d s behind".formatted(behind.toSeconds()));
            }
        }
        return work.decode(fragment, config);
    }

    private void publishAll() {
        FragmentPublishing work =
                new FragmentPublishing(analysis.tenant(), analysis.engines(), state(), Optional.empty());
        try {
            while (true) {
                DecodedFragment next = handOff.poll(100, TimeUnit.MILLISECONDS);
                if (next != null) {
                    Finished finished = work.finish(next);
                    analysis.published(finished, analysis.append(finished.records(), checkpoint(finished)));
                    work.accept(finished);
                } else if (decoded && handOff.isEmpty()) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("publishing of stream {} interrupted", stream);
        } catch (RuntimeException | Error e) {
            LOG.error("publishing of stream {} ended; it is begun again from the checkpoint", stream, e);
            decoding.interrupt();
            analysis.retryAfter(stream, RETRY);
        } finally {
            analysis.ended(stream, this);
        }
    }

    private Checkpoint checkpoint(Finished finished) {
        return new Checkpoint(
                stream, finished.fragment().number().toString(), finished.next().toJson());
    }
}
