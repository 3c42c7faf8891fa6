package io.kinedex.ingest.source.kinesisvideo;

import io.kinedex.frames.Fragment;
import io.kinedex.ingest.archive.SourcePosition;
import io.kinedex.ingest.source.kinesisvideo.ArchiveReading.Result;
import io.kinedex.ingest.source.kinesisvideo.Figures.Gap;
import io.kinedex.ingest.source.kinesisvideo.FragmentListing.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * Sees to it that each fragment follows the one before. Where producer time leaves a gap, where the service waited for
 * longer than a fragment takes, or something between could not be read, the service's archive is asked for what lies between; that is taken first, and then the fragment, which is
 * held meanwhile. For one thread.
 */
final class Continuity {
    private static final int ATTEMPTS_MAX = 8;
    private static final int WAITS_MAX = 3;
    private static final Duration LISTING = Duration.ofMillis(500);

    private final Intake intake;
    private final ArchiveReading reading;
    private final ServiceCalls calls;
    private final Duration tolerance;
    private final Figures figures;
    private Optional<SourcePosition> lookedInto = Optional.empty();
    private int attempts;
    private long lostBefore;
    private boolean listsLate = true;
    private boolean suspicious;
    private boolean jump;

    Continuity(Intake intake, ArchiveReading reading, ServiceCalls calls, Duration tolerance, Figures figures) {
        this.intake = intake;
        this.reading = reading;
        this.calls = calls;
        this.tolerance = tolerance;
        this.figures = figures;
    }

    /** Something between the last fragment and the next could not be read. */
    void suspect() {
        suspicious = true;
    }

    /** The next fragment is meant to come from elsewhere. */
    void expectJump() {
        jump = true;
    }

    /** Takes a fragment that came over a session. */
    void take(StreamFacts stream, Fragment fragment) throws InterruptedException {
        Optional<SourcePosition> last = checked(fragment);
        if (last.isPresent()) {
            boolean forward = isGap(last.get(), fragment) || suspicious;
            if (forward || isStepBack(last.get(), fragment) || isLongWait(last.get(), fragment)) {
                lookInto(stream, last.get(), fragment, forward);
            }
        }
        settle(whole(stream, fragment));
    }

    /** A fragment that came without media, where the service's archive has some of it. */
    private Fragment whole(StreamFacts stream, Fragment fragment) throws InterruptedException {
        if (!fragment.blocks().isEmpty() || !stream.hasArchive() || intake.isDuplicate(fragment.number())) {
            return fragment;
        }
        try {
            return reading.only(stream, fragment.number()).orElse(fragment);
        } catch (AwsServiceException e) {
            if (!Setback.of(e).trouble().needsSomebody()) {
                throw e;
            }
            return fragment;
        }
    }

    /** Takes a fragment that came from the service's archive, which has nothing more to give where there is a gap. */
    void takeArchived(StreamFacts stream, Fragment fragment) throws InterruptedException {
        Optional<SourcePosition> last = checked(fragment);
        if (last.isPresent() && isGap(last.get(), fragment)) {
            boolean missed = figures.count(Figures.LOST) > lostBefore;
            figures.gap(missed || hasExpired(stream, last.get()) ? Gap.LOST : Gap.EMPTY);
        }
        lostBefore = figures.count(Figures.LOST);
        settle(fragment);
    }

    /** The position that the fragment should follow, where it is to be looked at. */
    private Optional<SourcePosition> checked(Fragment fragment) {
        return intake.position()
                .filter(SourcePosition::hasFragment)
                .filter(last -> !jump && !intake.isDuplicate(fragment.number()));
    }

    private void settle(Fragment fragment) throws InterruptedException {
        boolean fresh = !intake.isDuplicate(fragment.number());
        intake.take(fragment);
        if (fresh) {
            suspicious = false;
            jump = false;
        }
    }

    private boolean isGap(SourcePosition last, Fragment fragment) {
        return Duration.between(last.producerEnd(), fragment.producerStart()).compareTo(tolerance) > 0;
    }

    private boolean isStepBack(SourcePosition last, Fragment fragment) {
        return fragment.producerStart().isBefore(last.producerStart().minus(tolerance));
    }

    /**
     * Whether the service waited for the fragment as if there were one more between. It shows a gap that producer time hides:
     * where the producer's clock has stepped back by as much as is missing.
     */
    private boolean isLongWait(SourcePosition last, Fragment fragment) {
        if (last.serverTimestamp().isEmpty() || fragment.serverTimestamp().isEmpty()) {
            return false;
        }
        Duration waited = Duration.between(
                last.serverTimestamp().get(), fragment.serverTimestamp().get());
        Duration before = Duration.between(last.producerStart(), last.producerEnd());
        Duration longer = before.compareTo(fragment.duration()) > 0 ? before : fragment.duration();
        Duration half = longer.dividedBy(2);
        return waited.compareTo(longer.plus(half.compareTo(tolerance) > 0 ? half : tolerance)) > 0;
    }

    private boolean hasExpired(StreamFacts stream, SourcePosition last) {
        Instant horizon = calls.now().minus(stream.retention());
        return last.serverTimestamp().filter(horizon::isAfter).isPresent();
    }

    private void lookInto(StreamFacts stream, SourcePosition last, Fragment fragment, boolean gap)
            throws InterruptedException {
        if (!stream.hasArchive()
                || last.serverTimestamp().isEmpty()
                || fragment.serverTimestamp().isEmpty()) {
            note(gap, suspicious ? Gap.LOST : Gap.UNKNOWN);
            figures.add(Figures.LOST, suspicious ? 1 : 0);
            return;
        }
        attempts = lookedInto.equals(Optional.of(last)) ? attempts + 1 : 1;
        lookedInto = Optional.of(last);
        if (attempts > ATTEMPTS_MAX) {
            note(gap, Gap.LOST);
            return;
        }
        try {
            Result found = fill(stream, last, fragment);
            note(gap || !found.isNothing(), outcome(stream, last, found));
        } catch (AwsServiceException e) {
            if (!Setback.of(e).trouble().needsSomebody()) {
                throw e;
            }
            note(gap, Gap.UNKNOWN);
        }
    }

    /** The service lists what it has some moments after it sends it: until it lists the fragment itself, it is asked again. */
    private Result fill(StreamFacts stream, SourcePosition last, Fragment fragment) throws InterruptedException {
        Span between = Span.of(
                        last.serverTimestamp().orElseThrow(),
                        fragment.serverTimestamp().orElseThrow())
                .after(last.number())
                .before(fragment.number());
        Result found = reading.read(stream, between, intake::take);
        for (int wait = 1; listsLate && found.isNothing() && !found.sawEnd() && wait <= WAITS_MAX; wait++) {
            Thread.sleep(LISTING.multipliedBy(wait));
            found = reading.read(stream, between, intake::take);
        }
        listsLate = found.sawEnd() || !found.isNothing();
        figures.add(Figures.RECOVERED, found.given());
        return found;
    }

    private Gap outcome(StreamFacts stream, SourcePosition last, Result found) {
        if (found.missing() > 0) {
            return Gap.LOST;
        }
        if (found.given() > 0) {
            return Gap.REPAIRED;
        }
        return hasExpired(stream, last) ? Gap.LOST : Gap.EMPTY;
    }

    private void note(boolean gap, Gap outcome) {
        if (gap) {
            figures.gap(outcome);
        }
    }
}
