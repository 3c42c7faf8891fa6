package io.kinedex.ingest.source.kinesisvideo;

import io.kinedex.frames.Fragment;
import io.kinedex.frames.FragmentNumber;
import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.ingest.archive.SourcePosition;
import io.kinedex.ingest.source.kinesisvideo.FragmentListing.Listed;
import io.kinedex.ingest.source.kinesisvideo.FragmentListing.Span;
import io.kinedex.ingest.stream.SourceConfig;
import io.kinedex.ingest.stream.SourceStatus;
import io.kinedex.ingest.stream.SourceStatus.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * Follows one stream of Kinesis Video on a thread of its own, from when it is made until {@link #close}, which any thread
 * may call.
 */
final class KinesisVideoConsumer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KinesisVideoConsumer.class);
    private static final Duration END_MAX = Duration.ofSeconds(10);
    private static final Duration SETTLED = Duration.ofSeconds(10);
    private static final int DAMAGES_MAX = 3;

    private final String stream;
    private final SourceConfig.KinesisVideo source;
    private final ConsumerOptions options;
    private final FragmentArchive archive;
    private final Figures figures;
    private final ServiceCalls calls;
    private final ArchiveReading reading;
    private final Intake intake;
    private final Continuity continuity;
    private final LiveSession session;
    private final Whence whence;
    private final Backoff backoff;
    private final Thread thread;
    private int damages;
    private volatile boolean ended;

    KinesisVideoConsumer(
            String stream,
            SourceConfig.KinesisVideo source,
            ConsumerOptions options,
            Transport transport,
            FragmentArchive archive,
            Consumer<String> archived,
            Figures figures) {
        RandomGenerator random = RandomGenerator.getDefault();
        this.stream = stream;
        this.source = source;
        this.options = options;
        this.archive = archive;
        this.figures = figures;
        this.calls = new ServiceCalls(source, transport, options.callGap());
        this.reading = new ArchiveReading(stream, calls, options, figures);
        this.intake = new Intake(stream, archive, archived, figures, new Backoff(options.retryMax(), random));
        this.continuity = new Continuity(intake, reading, calls, options.gapTolerance(), figures);
        this.session = new LiveSession(calls, options, continuity, figures);
        this.whence = new Whence(source);
        this.backoff = new Backoff(options.retryMax(), random);
        this.thread = Thread.ofVirtual().name("consuming-" + stream).start(this::run);
    }

    SourceConfig.KinesisVideo source() {
        return source;
    }

    SourceStatus status() {
        return figures.status();
    }

    private void run() {
        try {
            while (!ended) {
                long before = intake.taken();
                Setback setback = round();
                recover(setback, intake.taken() > before);
            }
        } catch (InterruptedException e) {
            LOG.debug("source of stream {} ends", stream);
        } finally {
            figures.state(State.ENDED, "");
        }
    }

    /** From asking what the stream is to the end of one session. */
    private Setback round() throws InterruptedException {
        try {
            StreamFacts facts =
                    calls.describe(archive.positions(stream).stream().noneMatch(this::isOfArn));
            open(facts);
            catchUp(facts);
            if (damages >= DAMAGES_MAX) {
                passOverDamage(facts);
            }
            if (whence.isJump()) {
                continuity.expectJump();
            }
            return session.run(facts, whence.selector(intake.position()), damages >= DAMAGES_MAX);
        } catch (RuntimeException e) {
            if (ended || Thread.interrupted()) {
                throw new InterruptedException("source of stream " + stream);
            }
            Setback setback = Setback.of(e);
            if (setback.trouble() == Trouble.UNEXPECTED) {
                LOG.error("reading the source of stream {} failed; it is tried again", stream, e);
            }
            return setback;
        }
    }

    private boolean isOfArn(SourcePosition position) {
        return position.source().contains(":stream/" + source.stream() + "/");
    }

    private void open(StreamFacts facts) {
        boolean reborn =
                archive.positions(stream).stream().map(SourcePosition::source).anyMatch(facts::isNameOf);
        intake.open(facts.id());
        if (intake.position().isEmpty()) {
            archive.position(stream, calls.unseen()).ifPresent(known -> intake.begin(known.of(facts.id())));
        }
        whence.open(intake, reborn, calls.now());
    }

    /** Fetches from the service's archive what is far behind, or what a session cannot go on after. */
    private void catchUp(StreamFacts facts) throws InterruptedException {
        if (!facts.hasArchive()) {
            return;
        }
        boolean more = true;
        while (more) {
            Instant until = calls.now().minus(SETTLED);
            Optional<Instant> since = whence.since(intake.position(), facts, until);
            boolean far =
                    since.filter(until.minus(options.catchUpBehind())::isAfter).isPresent();
            if (since.isEmpty() || !(far || whence.isAstray())) {
                return;
            }
            figures.state(State.CATCHING_UP, "");
            if (whence.isJump()) {
                continuity.expectJump();
            }
            Span span = Span.of(since.get(), until).after(Whence.after(intake.position()));
            more = reading.read(facts, span, fragment -> takeArchived(facts, fragment))
                            .given()
                    > 0;
        }
    }

    private void takeArchived(StreamFacts facts, Fragment fragment) throws InterruptedException {
        continuity.takeArchived(facts, fragment);
        whence.arrived();
        fragment.serverTimestamp()
                .map(time -> Duration.between(time, calls.now()).toMillis())
                .ifPresent(behind -> figures.behind(Math.max(0, behind)));
    }

    /** A fragment that is damaged however often it comes over a session is fetched by itself, or else passed over. */
    private void passOverDamage(StreamFacts facts) throws InterruptedException {
        Optional<SourcePosition> last = intake.position();
        Optional<FragmentNumber> broken = session.brokeAt().filter(number -> !intake.isDuplicate(number));
        if (broken.isEmpty() || last.isEmpty()) {
            if (damages >= 2 * DAMAGES_MAX) {
                whence.gone();
            }
            return;
        }
        FragmentNumber number = broken.get();
        if (facts.hasArchive()) {
            fetchAlone(facts, number);
        }
        if (!intake.isDuplicate(number)) {
            LOG.warn("fragment {} of the source of stream {} cannot be read and is passed over", number, stream);
            SourcePosition place = last.get();
            intake.passOver(new SourcePosition(
                    place.source(), number, "", place.producerStart(), place.producerEnd(), place.serverTimestamp()));
            figures.add(Figures.LOST, facts.hasArchive() ? 0 : 1);
        }
        damages = 0;
    }

    private void fetchAlone(StreamFacts facts, FragmentNumber number) throws InterruptedException {
        try {
            List<Listed> only = List.of(new Listed(number, 1));
            reading.fetch(facts, only, fragment -> continuity.takeArchived(facts, fragment));
        } catch (AwsServiceException e) {
            if (!Setback.of(e).trouble().needsSomebody()) {
                throw e;
            }
            LOG.warn("fragments of the source of stream {} may not be fetched singly", stream, e);
        }
    }

    /** Counts what happened and waits as long as it asks for. */
    private void recover(Setback setback, boolean progress) throws InterruptedException {
        Trouble trouble = setback.trouble();
        if (progress) {
            whence.arrived();
            backoff.reset();
            damages = 0;
        }
        damages = trouble == Trouble.DAMAGED ? damages + 1 : damages;
        figures.add(Figures.RECONNECTS, "reason", trouble.label());
        if (trouble == Trouble.THROTTLED) {
            figures.add(Figures.THROTTLES, 1);
        }
        calls.forget();
        Duration wait = backoff.next(patience(trouble));
        if (trouble == Trouble.SESSION_ENDED && progress) {
            return;
        }
        if (trouble != Trouble.SESSION_ENDED && trouble != Trouble.IDLE) {
            LOG.info("source of stream {}: {}; goes on in {} ms", stream, setback.message(), wait.toMillis());
            figures.state(trouble.needsSomebody() ? State.FAILED : State.WAITING, setback.message());
        }
        Thread.sleep(wait);
    }

    private Trouble.Wait patience(Trouble trouble) {
        if (trouble == Trouble.FRAGMENT_GONE) {
            whence.gone();
        }
        if (trouble == Trouble.STREAM_ABSENT) {
            whence.absent();
        }
        boolean otherWay = trouble == Trouble.BAD_REQUEST && whence.refused();
        return otherWay ? Trouble.Wait.GROWING : trouble.patience();
    }

    @Override
    public void close() {
        ended = true;
        intake.interrupt(thread);
        try {
            if (!thread.join(END_MAX)) {
                LOG.warn("the source of stream {} did not end in {} s", stream, END_MAX.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        reading.close();
        calls.close();
        figures.close();
    }
}
