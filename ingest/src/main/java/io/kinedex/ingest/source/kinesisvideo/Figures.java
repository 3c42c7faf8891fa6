package io.kinedex.ingest.source.kinesisvideo;

import io.kinedex.frames.Fragment;
import io.kinedex.frames.FragmentNumber;
import io.kinedex.ingest.stream.SourceStatus;
import io.kinedex.ingest.stream.SourceStatus.State;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What one source is doing and has done, for its status and for metrics. One thread writes; any may ask. Its meters go
 * with {@link #close}.
 */
final class Figures implements AutoCloseable {
    static final String FRAGMENTS = "kinedex.source.fragments";
    static final String BYTES = "kinedex.source.bytes";
    static final String SESSIONS = "kinedex.source.sessions";
    static final String RECONNECTS = "kinedex.source.reconnects";
    static final String THROTTLES = "kinedex.source.throttles";
    static final String ERRORS = "kinedex.source.errors";
    static final String DUPLICATES = "kinedex.source.duplicates";
    static final String GAPS = "kinedex.source.gaps";
    static final String CLOCK_STEPS = "kinedex.source.clock.steps";
    static final String RECOVERED = "kinedex.source.fragments.recovered";
    static final String LOST = "kinedex.source.fragments.lost";
    private static final String BEHIND = "kinedex.source.behind.seconds";
    private static final String IDLE = "kinedex.source.idle.seconds";
    private static final String STATE = "kinedex.source.state";

    private final String stream;
    private final MeterRegistry meters;
    private final Clock clock;
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final Set<Meter> registered = ConcurrentHashMap.newKeySet();
    private volatile Now now;
    private volatile Progress progress;

    /** The state with its reason. */
    record Now(State state, String reason, Instant since) {}

    private record Progress(String number, OptionalLong behindMillis, Instant at) {}

    /** What became of a gap. */
    enum Gap {
        /** What was missing was fetched. */
        REPAIRED,
        /** The service has nothing there: the producer paused, or its clock stepped. */
        EMPTY,
        /** Something was there and could not be had, or has left the service's archive. */
        LOST,
        /** The service keeps no archive that could be asked. */
        UNKNOWN
    }

    Figures(String stream, MeterRegistry meters, Clock clock) {
        this.stream = stream;
        this.meters = meters;
        this.clock = clock;
        this.now = new Now(State.CONNECTING, "", clock.instant());
        this.progress = new Progress("", OptionalLong.empty(), clock.instant());
        registerGauges();
        for (String name :
                new String[] {FRAGMENTS, BYTES, SESSIONS, THROTTLES, DUPLICATES, CLOCK_STEPS, RECOVERED, LOST}) {
            add(name, 0);
        }
    }

    private void registerGauges() {
        keep(Gauge.builder(
                        BEHIND,
                        this,
                        figures -> figures.behind().map(Figures::seconds).orElse(Double.NaN))
                .description("how far the last fragment was behind the source's newest when it came")
                .tag("stream", stream)
                .register(meters));
        keep(Gauge.builder(IDLE, this, figures -> seconds(figures.idle()))
                .description("time since the last fragment came")
                .tag("stream", stream)
                .register(meters));
        for (State state : State.values()) {
            keep(Gauge.builder(STATE, this, figures -> figures.now.state() == state ? 1 : 0)
                    .description("1 for the state in which the source is")
                    .tag("stream", stream)
                    .tag("state", text(state))
                    .register(meters));
        }
    }

    void state(State state, String reason) {
        Now before = now;
        boolean same = before.state() == state && before.reason().equals(reason);
        now = same ? before : new Now(state, reason, clock.instant());
    }

    Now now() {
        return now;
    }

    /** A fragment is in the archive. */
    void took(Fragment fragment) {
        add(FRAGMENTS, 1);
        add(BYTES, fragment.bytes().remaining());
        progress = new Progress(fragment.number().toString(), progress.behindMillis(), clock.instant());
    }

    /** Where the source stands before anything came. */
    void position(FragmentNumber number) {
        progress = new Progress(number.toString(), progress.behindMillis(), progress.at());
    }

    void behind(long millis) {
        progress = new Progress(progress.number(), OptionalLong.of(millis), progress.at());
    }

    void add(String name, long count) {
        add(name, name, "", "", count);
    }

    /** One that has a reason, an id or an outcome to be told apart by. */
    void add(String name, String tag, String value) {
        add(name, name + " " + value, tag, value, 1);
        counts.computeIfAbsent(name, key -> new LongAdder()).increment();
    }

    void gap(Gap outcome) {
        add(GAPS, "outcome", text(outcome));
    }

    private void add(String name, String key, String tag, String value, long count) {
        counts.computeIfAbsent(key, absent -> new LongAdder()).add(count);
        Counter.Builder builder =
                Counter.builder(name).description("see docs/metrics.md").tag("stream", stream);
        Counter counter = (tag.isEmpty() ? builder : builder.tag(tag, value)).register(meters);
        keep(counter);
        counter.increment(count);
    }

    long count(String name) {
        LongAdder count = counts.get(name);
        return count == null ? 0 : count.sum();
    }

    private long gaps(Gap outcome) {
        return count(GAPS + " " + text(outcome));
    }

    SourceStatus status() {
        Now state = now;
        return new SourceStatus(
                state.state(),
                state.reason(),
                state.since(),
                progress.number(),
                behind(),
                idle(),
                new SourceStatus.Counts(
                        count(FRAGMENTS),
                        count(BYTES),
                        count(SESSIONS),
                        count(RECONNECTS),
                        count(THROTTLES),
                        count(DUPLICATES),
                        count(GAPS),
                        gaps(Gap.REPAIRED),
                        gaps(Gap.LOST)));
    }

    private Optional<Duration> behind() {
        OptionalLong millis = progress.behindMillis();
        return millis.isPresent() ? Optional.of(Duration.ofMillis(millis.getAsLong())) : Optional.empty();
    }

    private Duration idle() {
        Duration idle = Duration.between(progress.at(), clock.instant());
        return idle.isNegative() ? Duration.ZERO : idle;
    }

    private void keep(Meter meter) {
        registered.add(meter);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static String text(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public void close() {
        registered.forEach(meters::remove);
    }
}
