package io.kinedex.ingest.source.kinesisvideo;

import io.kinedex.frames.FragmentNumber;
import io.kinedex.ingest.archive.SourcePosition;
import io.kinedex.ingest.stream.SourceConfig;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.kinesisvideomedia.model.StartSelector;
import software.amazon.awssdk.services.kinesisvideomedia.model.StartSelectorType;

/**
 * Decides where reading begins and goes on: after what was taken, by the most exact means that the service still accepts.
 * For one thread.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesisvideostreams/latest/dg/API_dataplane_StartSelector.html">
 *     StartSelector</a>
 */
final class Whence {
    private static final FragmentNumber NONE = new FragmentNumber(BigInteger.ZERO);

    private final SourceConfig.KinesisVideo source;
    private Means means = Means.TOKEN;
    private Place place = new Place.After();
    private boolean begun;
    private boolean awaited;

    /** How the service is told where to go on, the most exact first. */
    private enum Means {
        TOKEN,
        NUMBER,
        TIME,
        EARLIEST
    }

    /** What is wanted of the next session. */
    private sealed interface Place {
        /** What follows the last fragment. */
        record After() implements Place {}

        /** The earliest that there is. */
        record Earliest() implements Place {}

        /** What comes now; what came from that time on, where a first session brought nothing. */
        record Now(Instant since) implements Place {}

        /** What came at that time, and what followed. */
        record At(Instant time) implements Place {}
    }

    Whence(SourceConfig.KinesisVideo source) {
        this.source = source;
    }

    /**
     * Takes up what is known of the stream.
     *
     * @param reborn whether a stream of the same name was read before this one was created
     * @param now    of the service's clock
     */
    void open(Intake intake, boolean reborn, Instant now) {
        Optional<SourcePosition> last = intake.position();
        boolean first = !begun;
        boolean whole = reborn || awaited;
        begun = true;
        switch (source.start()) {
            case SourceConfig.KinesisVideo.NOW -> {
                if (first && !whole) {
                    place = new Place.Now(now);
                } else if (last.isEmpty()) {
                    place = new Place.Earliest();
                }
            }
            case SourceConfig.KinesisVideo.CHECKPOINT -> {
                if (last.isEmpty() && whole) {
                    place = new Place.Earliest();
                } else if (last.isEmpty()) {
                    intake.begin(SourcePosition.begin(intake.source(), now));
                    place = new Place.Now(now);
                }
            }
            case SourceConfig.KinesisVideo.EARLIEST -> {
                if (last.isEmpty()) {
                    place = new Place.Earliest();
                }
            }
            default -> {
                Instant time = Instant.parse(source.start());
                Instant reached = last.flatMap(SourcePosition::serverTimestamp).orElse(Instant.MIN);
                if (first && time.isAfter(reached)) {
                    place = new Place.At(time);
                } else if (last.isEmpty()) {
                    place = new Place.Earliest();
                }
            }
        }
    }

    /** The stream was not there; when it comes, nothing of it is to be missed. */
    void absent() {
        awaited = !begun || awaited;
    }

    /** Whether the next fragment is not meant to follow the last one. */
    boolean isJump() {
        return !(place instanceof Place.After);
    }

    /** Something came: from here on it goes on after it. */
    void arrived() {
        place = new Place.After();
        means = Means.TOKEN;
    }

    /** The service does not have what it was asked for: by number it can only be looked for by time. */
    void gone() {
        means = means.compareTo(Means.TIME) < 0 ? Means.TIME : Means.EARLIEST;
    }

    /** The service does not take what it was asked; there may be another way to ask. */
    boolean refused() {
        boolean other = means != Means.EARLIEST;
        means = Means.values()[Math.min(means.ordinal() + 1, Means.EARLIEST.ordinal())];
        return other;
    }

    /** Whether the service said that it has no fragment to go on after, so that its archive should be asked. */
    boolean isAstray() {
        return means.compareTo(Means.TIME) >= 0;
    }

    /** From which time of the service's clock its archive is of use; empty where what comes now is wanted. */
    Optional<Instant> since(Optional<SourcePosition> last, StreamFacts stream, Instant now) {
        Instant horizon = now.minus(stream.retention());
        Instant earliest = stream.created().filter(horizon::isBefore).orElse(horizon);
        return switch (place) {
            case Place.Earliest() -> Optional.of(earliest);
            case Place.At(Instant time) -> Optional.of(time.isBefore(earliest) ? earliest : time);
            case Place.Now(Instant since) -> Optional.empty();
            case Place.After() ->
                last.flatMap(SourcePosition::serverTimestamp).map(time -> time.isBefore(horizon) ? horizon : time);
        };
    }

    /** After which number something of the service's archive is wanted. */
    static FragmentNumber after(Optional<SourcePosition> last) {
        return last.map(SourcePosition::number).orElse(NONE);
    }

    /** Where the next session begins. */
    StartSelector selector(Optional<SourcePosition> last) {
        return switch (place) {
            case Place.Earliest() -> earliest();
            case Place.At(Instant time) -> means == Means.EARLIEST ? earliest() : at(time);
            case Place.Now(Instant since) -> {
                place = new Place.At(since);
                yield StartSelector.builder()
                        .startSelectorType(StartSelectorType.NOW)
                        .build();
            }
            case Place.After() -> last.map(this::after).orElseGet(Whence::earliest);
        };
    }

    private StartSelector after(SourcePosition last) {
        boolean token = !last.continuationToken().isEmpty();
        return switch (means) {
            case TOKEN, NUMBER -> {
                if (!last.hasFragment()) {
                    yield at(last);
                }
                yield means == Means.TOKEN && token ? token(last) : number(last);
            }
            case TIME -> at(last);
            case EARLIEST -> earliest();
        };
    }

    private static StartSelector token(SourcePosition last) {
        return StartSelector.builder()
                .startSelectorType(StartSelectorType.CONTINUATION_TOKEN)
                .continuationToken(last.continuationToken())
                .build();
    }

    private static StartSelector number(SourcePosition last) {
        return StartSelector.builder()
                .startSelectorType(StartSelectorType.FRAGMENT_NUMBER)
                .afterFragmentNumber(last.number().toString())
                .build();
    }

    private static StartSelector at(SourcePosition last) {
        return last.serverTimestamp().map(Whence::at).orElseGet(Whence::earliest);
    }

    private static StartSelector at(Instant time) {
        return StartSelector.builder()
                .startSelectorType(StartSelectorType.SERVER_TIMESTAMP)
                .startTimestamp(time)
                .build();
    }

    private static StartSelector earliest() {
        return StartSelector.builder()
                .startSelectorType(StartSelectorType.EARLIEST)
                .build();
    }
}
