package io.kinedex.ingest.source.kinesisvideo;

import io.kinedex.frames.FragmentNumber;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.Fragment;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.ListFragmentsResponse;

/**
 * What the service's archive has in a span, in order. The service lists in no order, so that a stretch of time is listed
 * to its end before the first of its fragments is known; stretches are short where there is much. For one thread.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesisvideostreams/latest/dg/API_reader_ListFragments.html">ListFragments</a>
 */
final class FragmentListing {
    private static final Duration STRETCH = Duration.ofMinutes(5);
    private static final Duration STRETCH_MAX = Duration.ofDays(1);
    private static final long BYTES_UNTOLD = 1 << 20;

    private final ServiceCalls calls;
    private final StreamFacts stream;
    private final Span span;
    private Instant from;
    private Duration stretch = STRETCH;
    private FragmentNumber last;
    private boolean sawEnd;

    /**
     * A stretch of the service's archive.
     *
     * @param after  numbers up to this one are left out
     * @param before numbers from this one on are left out
     * @param from   server timestamp of its beginning
     * @param until  server timestamp of its end
     */
    record Span(FragmentNumber after, FragmentNumber before, Instant from, Instant until) {
        private static final FragmentNumber NONE = new FragmentNumber(BigInteger.ZERO);
        private static final FragmentNumber MOST =
                new FragmentNumber(BigInteger.TEN.pow(FragmentNumber.DIGITS_MAX).subtract(BigInteger.ONE));

        static Span of(Instant from, Instant until) {
            return new Span(NONE, MOST, from, until);
        }

        Span after(FragmentNumber number) {
            return new Span(number, before, from, until);
        }

        Span before(FragmentNumber number) {
            return new Span(after, number, from, until);
        }

        boolean has(FragmentNumber number) {
            return number.compareTo(after) > 0 && number.compareTo(before) < 0;
        }
    }

    /** A fragment that the service has. */
    record Listed(FragmentNumber number, long bytes) {}

    FragmentListing(ServiceCalls calls, StreamFacts stream, Span span) {
        this.calls = calls;
        this.stream = stream;
        this.span = span;
        this.from = span.from();
        this.last = span.after();
    }

    /** Whether the service lists the fragment before which the span ends, so that it lists what came before as well. */
    boolean sawEnd() {
        return sawEnd;
    }

    /** The fragments of the next stretch that has some; empty at the span's end. */
    Optional<List<Listed>> next() throws InterruptedException {
        while (from.isBefore(span.until())) {
            Instant to = earlier(from.plus(stretch), span.until());
            List<Listed> found = list(from, to);
            from = to;
            if (!found.isEmpty()) {
                stretch = STRETCH;
                last = found.getLast().number();
                return Optional.of(found);
            }
            stretch = stretch.multipliedBy(4).compareTo(STRETCH_MAX) > 0 ? STRETCH_MAX : stretch.multipliedBy(4);
        }
        return Optional.empty();
    }

    /** A millisecond more at either end: what lies between milliseconds, or on the border, is listed all the same. */
    private List<Listed> list(Instant begin, Instant end) throws InterruptedException {
        List<Listed> found = new ArrayList<>();
        @Nullable String next = null;
        do {
            ListFragmentsResponse page = calls.list(stream, begin.minusMillis(1), end.plusMillis(1), next);
            for (Fragment fragment : page.fragments()) {
                FragmentNumber number = FragmentNumber.parse(fragment.fragmentNumber());
                sawEnd |= number.equals(span.before());
                if (span.has(number) && number.compareTo(last) > 0) {
                    Long bytes = fragment.fragmentSizeInBytes();
                    found.add(new Listed(number, bytes == null || bytes <= 0 ? BYTES_UNTOLD : bytes));
                }
            }
            next = page.nextToken();
        } while (next != null && !next.isEmpty());
        found.sort(Comparator.comparing(Listed::number));
        return found;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
