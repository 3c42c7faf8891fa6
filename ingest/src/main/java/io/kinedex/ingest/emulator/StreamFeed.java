package io.kinedex.ingest.emulator;

import io.kinedex.frames.Fragment;
import io.kinedex.frames.FragmentNumber;
import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.ingest.archive.FragmentInflow;
import io.kinedex.ingest.archive.IncomingFragment;
import io.kinedex.ingest.storage.DurableFiles;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds one stream of an emulator on a thread of its own, as its producer would. Any thread may ask how far it is.
 */
final class StreamFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamFeed.class);
    private static final int WITHHELD_MAX = 100_000;
    private static final long CLOSE_SECONDS = 10;

    /** Numbers as long as the service's own. */
    private static final BigInteger FIRST = new BigInteger("91343852333181432392682062600000000000000000000");

    private static final BigInteger STEP = new BigInteger("4951760157141521099596");

    private final FeedOptions options;
    private final Path file;
    private final FragmentArchive archive;
    private final Faults faults;
    private final InstantSource clock;
    private final List<Ledger.Withheld> withheld = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread;
    private final AtomicLong fed = new AtomicLong();
    private volatile @Nullable RuntimeException failure;

    StreamFeed(FeedOptions options, Path file, FragmentArchive archive, Faults faults, InstantSource clock) {
        this.options = options;
        this.file = file;
        this.archive = archive;
        this.faults = faults;
        this.clock = clock;
        this.thread =
                Thread.ofPlatform().name("feeding-" + options.stream()).daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** The fragments it has archived so far. */
    long fed() {
        return fed.get();
    }

    /** What it never archived. */
    List<Ledger.Withheld> withheld() {
        synchronized (withheld) {
            return List.copyOf(withheld);
        }
    }

    /**
     * Waits for its end.
     *
     * @return whether it has ended
     */
    boolean await(Duration patience) throws InterruptedException {
        boolean done = ended.await(patience.toNanos(), TimeUnit.NANOSECONDS);
        RuntimeException reason = failure;
        if (reason != null) {
            throw reason;
        }
        return done;
    }

    private void run() {
        try {
            feed();
        } catch (InterruptedException _) {
            LOG.debug("feeding {} was ended", options.stream());
        } catch (RuntimeException e) {
            failure = e;
            LOG.error("feeding {} failed", options.stream(), e);
        } finally {
            ended.countDown();
        }
    }

    private void feed() throws InterruptedException {
        Instant begun = clock.instant();
        Instant start = options.start() == null ? begun : options.start();
        boolean again = !options.duration().isZero() || options.pace() > 0;
        try (LoopedMedia media = new LoopedMedia(file, options.fragmentLength(), start)) {
            Progress progress = new Progress(media, start, begun);
            Optional<Fragment> next = media.next(again && !media.isRecording());
            while (next.isPresent()
                    && (options.duration().isZero() || progress.streamed.compareTo(options.duration()) < 0)) {
                progress.take(next.get());
                next = media.next(again && !media.isRecording());
            }
        }
    }

    /** The feed as far as it has come. For the feed's thread. */
    private final class Progress {
        private final LoopedMedia media;
        private final Instant start;
        private final Instant begun;
        private long ordinal;
        private Duration streamed = Duration.ZERO;
        private Duration jumped = Duration.ZERO;
        private @Nullable Instant lastStart;

        Progress(LoopedMedia media, Instant start, Instant begun) {
            this.media = media;
            this.start = start;
            this.begun = begun;
            this.ordinal = archive.lastOrdinal(options.stream());
        }

        void take(Fragment given) throws InterruptedException {
            ordinal++;
            FragmentNumber number = number(given);
            Fragment fragment = given;
            boolean withhold = false;
            for (FaultEffect effect : faults.feed(options.stream(), ordinal, number)) {
                if (effect instanceof FaultEffect.ClockJump jump) {
                    fragment = jumped(fragment, jump);
                } else {
                    withhold = true;
                }
            }
            streamed = media.isRecording()
                    ? streamed.plus(fragment.duration())
                    : Duration.between(start, fragment.producerEnd()).minus(jumped);
            waitUntilDue();
            lastStart = fragment.producerStart();
            if (withhold) {
                keepOut(number, fragment);
            } else {
                keep(number, fragment);
            }
        }

        /** Received when it was due, so that a stream from the past has the server's times of the past too. */
        private void keep(FragmentNumber number, Fragment fragment) {
            Instant now = clock.instant();
            Instant due = start.plus(streamed);
            try (FragmentInflow inflow = archive.inflow(options.stream());
                    IncomingFragment incoming = inflow.begin()) {
                ByteBuffer bytes = fragment.bytes();
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                incoming.bytes().write(copy);
                inflow.keep(
                        incoming,
                        new IncomingFragment.Keeping(
                                number,
                                fragment.producerStart(),
                                fragment.producerEnd(),
                                due.isBefore(now) ? due : now,
                                false));
            } catch (IOException e) {
                throw DurableFiles.disk("fragment %s cannot be archived".formatted(number), e);
            }
            fed.incrementAndGet();
        }

        /** A recording's own; else one that no counting guesses. */
        private FragmentNumber number(Fragment fragment) {
            BigInteger made = FIRST.add(STEP.multiply(BigInteger.valueOf(ordinal)));
            FragmentNumber own = media.isRecording() ? fragment.number() : new FragmentNumber(made);
            return archive.lastNumber(options.stream())
                    .filter(last -> last.compareTo(own) >= 0)
                    .map(FragmentNumber::next)
                    .orElse(own);
        }

        private Fragment jumped(Fragment fragment, FaultEffect.ClockJump jump) throws InterruptedException {
            Duration by = jump.equal()
                    ? lastStart == null ? Duration.ZERO : Duration.between(fragment.producerStart(), lastStart)
                    : jump.by();
            if (by.isZero() || media.isRecording()) {
                return fragment;
            }
            jumped = jumped.plus(by);
            return media.stepped(by).orElse(fragment);
        }

        private void waitUntilDue() throws InterruptedException {
            if (options.pace() > 0) {
                Instant due = begun.plusNanos((long) (streamed.toNanos() / options.pace()));
                Duration left = Duration.between(clock.instant(), due);
                if (left.isPositive()) {
                    Thread.sleep(left);
                }
            } else if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }

        private void keepOut(FragmentNumber number, Fragment fragment) {
            synchronized (withheld) {
                if (withheld.size() < WITHHELD_MAX) {
                    withheld.add(new Ledger.Withheld(number, fragment.producerStart(), fragment.duration()));
                }
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            if (thread.isAlive() && !thread.join(Duration.ofSeconds(CLOSE_SECONDS))) {
                LOG.warn("feeding {} does not end", options.stream());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
