package io.kinedex.ingest.client;

import io.kinedex.ingest.IngestException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Tries again after cut connections, with pauses that double from a quarter of a second to ten seconds, until it has gone
 * without success for as long as it may. One thread at a time.
 */
final class Patience {
    private static final Duration SHORTEST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final Duration limit;
    private Duration pause = SHORTEST;
    private OptionalLong failingSince = OptionalLong.empty();

    /** @param limit how long without any success before the failure is passed on */
    Patience(Duration limit) {
        this.limit = limit;
    }

    /** One request to the node. */
    interface Request<T> {
        T send() throws InterruptedException;
    }

    /** Told of each failure that will be followed by another attempt. */
    interface Interruption {
        void happened(IngestException failure, Duration pause);
    }

    /** Sends until the node answers or refuses for good. */
    <T> T insist(Request<T> request, Interruption interruption) throws InterruptedException {
        while (true) {
            try {
                T answer = request.send();
                succeeded();
                return answer;
            } catch (NodeUnreachable failure) {
                pauseAfter(failure, interruption);
            } catch (NodeProblem refusal) {
                if (!refusal.passing()) {
                    throw refusal;
                }
                pauseAfter(refusal, interruption);
            }
        }
    }

    void succeeded() {
        pause = SHORTEST;
        failingSince = OptionalLong.empty();
    }

    /** Waits before the next attempt, or passes the failure on where it has gone on for too long. */
    void pauseAfter(IngestException failure, Interruption interruption) throws InterruptedException {
        long now = System.nanoTime();
        long since = failingSince.orElse(now);
        failingSince = OptionalLong.of(since);
        if (now - since > limit.toNanos()) {
            throw failure;
        }
        interruption.happened(failure, pause);
        long jitter = ThreadLocalRandom.current().nextLong(pause.toMillis() / 4 + 1);
        TimeUnit.MILLISECONDS.sleep(pause.toMillis() + jitter);
        pause = pause.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : pause.multipliedBy(2);
    }
}
