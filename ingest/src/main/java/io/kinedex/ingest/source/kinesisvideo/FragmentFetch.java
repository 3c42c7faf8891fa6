package io.kinedex.ingest.source.kinesisvideo;

import io.kinedex.frames.Fragment;
import io.kinedex.frames.FragmentLimits;
import io.kinedex.frames.FragmentNumber;
import io.kinedex.frames.FragmentReader;
import io.kinedex.frames.FramesException;
import io.kinedex.frames.InBandErrorException;
import io.kinedex.ingest.source.kinesisvideo.FragmentListing.Listed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Gets a handful of fragments from the service's archive, asking again for those that did not come whole. For one thread.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesisvideostreams/latest/dg/API_reader_GetMediaForFragmentList.html">
 *     GetMediaForFragmentList</a>
 */
final class FragmentFetch {
    private static final int MISSES_MAX = 6;
    private static final int FAILURES_MAX = 8;

    private final ServiceCalls calls;
    private final StreamFacts stream;
    private final FragmentLimits limits;
    private final Backoff backoff;
    private final Figures figures;
    private final TreeMap<FragmentNumber, Fragment> got = new TreeMap<>();
    private final Map<FragmentNumber, Integer> misses = new HashMap<>();
    private int failures;

    FragmentFetch(ServiceCalls calls, StreamFacts stream, FragmentLimits limits, Backoff backoff, Figures figures) {
        this.calls = calls;
        this.stream = stream;
        this.limits = limits;
        this.backoff = backoff;
        this.figures = figures;
    }

    /** What came, in order, and how many did not come however often they were asked for. */
    record Batch(List<Fragment> fragments, long missing) {}

    /** @throws RuntimeException of the SDK or of frames where the service does not answer well; nothing is decided then */
    Batch fetch(List<Listed> wanted) throws InterruptedException {
        List<FragmentNumber> open = open(wanted);
        while (!open.isEmpty()) {
            int before = got.size();
            try {
                read(open);
                missPassedOver(open(wanted), open);
            } catch (RuntimeException e) {
                fail(e, open(wanted), got.size() > before);
            }
            open = open(wanted);
        }
        return new Batch(List.copyOf(got.values()), wanted.size() - got.size());
    }

    private List<FragmentNumber> open(List<Listed> wanted) {
        return wanted.stream()
                .map(Listed::number)
                .filter(number -> !got.containsKey(number) && misses.getOrDefault(number, 0) < MISSES_MAX)
                .toList();
    }

    /**
     * An answer that ends well and passes over a fragment does not have it. One that ends early says nothing of what
     * would have followed, as long as it brings something.
     */
    private void missPassedOver(List<FragmentNumber> left, List<FragmentNumber> asked) {
        Optional<FragmentNumber> reached =
                asked.stream().filter(got::containsKey).reduce((one, next) -> next);
        if (reached.isEmpty()) {
            left.stream().findFirst().ifPresent(this::miss);
        }
        left.stream()
                .filter(number ->
                        reached.filter(last -> number.compareTo(last) < 0).isPresent())
                .forEach(this::miss);
    }

    private void miss(FragmentNumber number) {
        misses.merge(number, 1, Integer::sum);
    }

    /** Reads one answer to its end, past errors that speak of single fragments. */
    private void read(List<FragmentNumber> numbers) throws InterruptedException {
        List<String> asked = new ArrayList<>();
        numbers.forEach(number -> asked.add(number.toString()));
        try (FragmentReader reader = new FragmentReader(calls.fetch(stream, asked), limits)) {
            while (reader.canGoOn()) {
                readOne(reader)
                        .filter(fragment -> numbers.contains(fragment.number()))
                        .ifPresent(fragment -> got.put(fragment.number(), fragment));
            }
        }
    }

    private Optional<Fragment> readOne(FragmentReader reader) {
        try {
            return reader.next();
        } catch (InBandErrorException e) {
            figures.add(Figures.ERRORS, "id", Integer.toString(e.errorId()));
            if (e.errorId() != 4000) {
                throw e;
            }
            return Optional.empty();
        } catch (FramesException e) {
            if (e.code() != FramesException.Code.CHECKSUM) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** A damaged answer counts against the fragment it broke in; others are tried again until they bring nothing. */
    private void fail(RuntimeException e, List<FragmentNumber> open, boolean progress) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("fetch of archived fragments");
        }
        Setback setback = Setback.of(e);
        if (progress) {
            backoff.reset();
        }
        failures = progress ? 1 : failures + 1;
        boolean passing = switch (setback.trouble()) {
            case CONNECTION_CUT, CONNECT_FAILED, THROTTLED, SERVICE_ERROR, IN_BAND_ERROR, DAMAGED -> true;
            default -> false;
        };
        if (!passing || failures > FAILURES_MAX) {
            throw e;
        }
        calls.moved();
        if (setback.trouble() == Trouble.THROTTLED) {
            figures.add(Figures.THROTTLES, 1);
        }
        if (setback.trouble() == Trouble.DAMAGED && !open.isEmpty()) {
            miss(open.getFirst());
        }
        Thread.sleep(backoff.next(setback.trouble().patience()));
    }
}
