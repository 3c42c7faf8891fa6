package io.kinedex.ingest.emulator;

import static io.kinedex.ingest.emulator.FaultEffect.NO_BYTES;

import io.kinedex.ingest.emulator.FaultEffect.AckType;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The faults by their names in scripts: which keys each has and which operations it strikes unless told otherwise. */
@SuppressWarnings("ImmutableEnumChecker") // lists by List.of and functions without state
enum FaultKind {
    CUT(List.of("GetMedia"), List.of("after-bytes", "part", "how"), FaultKind::cut),
    ERROR(List.of("GetMedia"), List.of("error", "status", "message"), FaultKind::refuse),
    DELAY(List.of("*"), List.of("time"), keys -> new FaultEffect.Delay(keys.duration("time", Duration.ofSeconds(1)))),
    DRIP(List.of("GetMedia"), List.of("bytes-per-second"), FaultKind::drip),
    STALL(List.of("GetMedia"), List.of("time", "after-bytes"), FaultKind::stall),
    SESSION_LIMIT(
            List.of("GetMedia"),
            List.of("time"),
            keys -> new FaultEffect.SessionLimit(keys.duration("time", Duration.ofSeconds(10)))),
    ENDPOINT_MOVE(List.of("GetDataEndpoint"), List.of("old"), FaultKind::endpointMove),
    IN_BAND_ERROR(List.of("GetMedia"), List.of("id", "goes-on"), FaultKind::inBandError),
    DUPLICATE(
            List.of("GetMedia"),
            List.of("copies"),
            keys -> new FaultEffect.Duplicate((int) keys.number("copies", 1, 1, 100))),
    GAP(List.of("GetMedia"), List.of(), _ -> new FaultEffect.Gap()),
    CORRUPT(List.of("GetMedia"), List.of("damage"), FaultKind::corrupt),
    EMPTY(List.of("GetMedia"), List.of(), _ -> new FaultEffect.Empty()),
    NO_TOKEN(List.of("GetMedia"), List.of(), _ -> new FaultEffect.NoToken()),
    NO_LAG(List.of("GetMedia"), List.of(), _ -> new FaultEffect.NoLag()),
    REORDER_TAGS(List.of("GetMedia"), List.of(), _ -> new FaultEffect.ReorderTags()),
    EXPIRE(List.of("GetMedia", "GetMediaForFragmentList"), List.of(), _ -> new FaultEffect.Expire()),
    DELETE_STREAM(List.of("GetMedia"), List.of(), _ -> new FaultEffect.DeleteStream()),
    RECREATE_STREAM(List.of("GetMedia"), List.of(), _ -> new FaultEffect.RecreateStream()),
    CLOCK_JUMP(List.of("feed"), List.of("by"), FaultKind::clockJump),
    WITHHOLD(List.of("feed"), List.of(), _ -> new FaultEffect.Withhold()),
    ACK_ERROR(List.of("PutMedia"), List.of("ack", "id"), FaultKind::ackError),
    ACK_DELAY(
            List.of("PutMedia"),
            List.of("ack", "time"),
            keys -> new FaultEffect.AckDelay(
                    ack(keys, AckType.PERSISTED), keys.duration("time", Duration.ofSeconds(1)))),
    ACK_LOST(List.of("PutMedia"), List.of("ack"), keys -> new FaultEffect.AckLost(ack(keys, AckType.PERSISTED))),
    ACK_CUT(
            List.of("PutMedia"),
            List.of("ack", "how"),
            keys -> new FaultEffect.AckCut(ack(keys, AckType.RECEIVED), reset(keys)));

    private final List<String> operations;
    private final List<String> keys;
    private final Function<ScriptKeys, FaultEffect> read;

    FaultKind(List<String> operations, List<String> keys, Function<ScriptKeys, FaultEffect> read) {
        this.operations = operations;
        this.keys = keys;
        this.read = read;
    }

    /** As scripts have it, such as {@code in-band-error}. */
    String word() {
        return word(this);
    }

    /** The operations it strikes unless the script names others; {@code *} is all. */
    List<String> operations() {
        return operations;
    }

    /** The keys that say what it does, next to those that say when. */
    List<String> keys() {
        return keys;
    }

    FaultEffect read(ScriptKeys given) {
        return read.apply(given);
    }

    static List<String> words() {
        return Arrays.stream(values()).map(kind -> kind.word()).toList();
    }

    /** The kind of an effect. */
    static FaultKind of(FaultEffect effect) {
        return switch (effect) {
            case FaultEffect.Cut _ -> CUT;
            case FaultEffect.Refuse _ -> ERROR;
            case FaultEffect.Delay _ -> DELAY;
            case FaultEffect.Drip _ -> DRIP;
            case FaultEffect.Stall _ -> STALL;
            case FaultEffect.SessionLimit _ -> SESSION_LIMIT;
            case FaultEffect.EndpointMove _ -> ENDPOINT_MOVE;
            case FaultEffect.InBandError _ -> IN_BAND_ERROR;
            case FaultEffect.Duplicate _ -> DUPLICATE;
            case FaultEffect.Gap _ -> GAP;
            case FaultEffect.Corrupt _ -> CORRUPT;
            case FaultEffect.Empty _ -> EMPTY;
            case FaultEffect.NoToken _ -> NO_TOKEN;
            case FaultEffect.NoLag _ -> NO_LAG;
            case FaultEffect.ReorderTags _ -> REORDER_TAGS;
            case FaultEffect.Expire _ -> EXPIRE;
            case FaultEffect.DeleteStream _ -> DELETE_STREAM;
            case FaultEffect.RecreateStream _ -> RECREATE_STREAM;
            case FaultEffect.ClockJump _ -> CLOCK_JUMP;
            case FaultEffect.Withhold _ -> WITHHOLD;
            case FaultEffect.AckError _ -> ACK_ERROR;
            case FaultEffect.AckDelay _ -> ACK_DELAY;
            case FaultEffect.AckLost _ -> ACK_LOST;
            case FaultEffect.AckCut _ -> ACK_CUT;
        };
    }

    private static FaultEffect cut(ScriptKeys keys) {
        if (keys.has("after-bytes") && keys.has("part")) {
            throw keys.bad("a cut is either after-bytes or at a part of a fragment, not both");
        }
        return new FaultEffect.Cut(keys.bytes("after-bytes", NO_BYTES), keys.fraction("part", 0.5), reset(keys));
    }

    private static FaultEffect refuse(ScriptKeys keys) {
        Optional<String> error = keys.text("error");
        if (error.isEmpty() && !keys.has("status")) {
            throw keys.bad("an error needs 'error' (one of %s) or 'status'".formatted(ErrorIds.errors()));
        }
        int known = error.flatMap(ErrorIds::status).orElse(0);
        if (known == 0 && !keys.has("status")) {
            throw keys.bad("error '%s' needs its 'status' too; known without one: %s"
                    .formatted(error.orElse(""), ErrorIds.errors()));
        }
        int status = (int) keys.number("status", known, 400, 599);
        String name = error.orElse(status == 503 ? "ServiceUnavailable" : status >= 500 ? "InternalFailure" : "Error");
        return new FaultEffect.Refuse(status, name, keys.text("message").orElse("a fault of the emulator: " + name));
    }

    private static FaultEffect drip(ScriptKeys keys) {
        long bytes = keys.bytes("bytes-per-second", 10_000);
        if (bytes < 1) {
            throw keys.bad("bytes-per-second is 0, must be at least 1; to send nothing use stall");
        }
        return new FaultEffect.Drip(bytes);
    }

    private static FaultEffect stall(ScriptKeys keys) {
        return new FaultEffect.Stall(
                keys.duration("time", Duration.ofSeconds(10)), keys.bytes("after-bytes", NO_BYTES));
    }

    private static FaultEffect endpointMove(ScriptKeys keys) {
        return new FaultEffect.EndpointMove(constant(keys, "old", FaultEffect.OldEndpoint.ERROR));
    }

    private static FaultEffect inBandError(ScriptKeys keys) {
        return new FaultEffect.InBandError(id(keys, 5000, ErrorIds.MEDIA), keys.flag("goes-on", false));
    }

    private static FaultEffect corrupt(ScriptKeys keys) {
        return new FaultEffect.Corrupt(constant(keys, "damage", FaultEffect.Damage.CRC));
    }

    private static FaultEffect clockJump(ScriptKeys keys) {
        boolean equal = keys.text("by").filter("equal"::equals).isPresent();
        return new FaultEffect.ClockJump(equal ? Duration.ZERO : keys.step("by", Duration.ofSeconds(-10)), equal);
    }

    private static FaultEffect ackError(ScriptKeys keys) {
        return new FaultEffect.AckError(ack(keys, AckType.RECEIVED), id(keys, 5000, ErrorIds.ACKS));
    }

    private static AckType ack(ScriptKeys keys, AckType otherwise) {
        return constant(keys, "ack", otherwise);
    }

    private static boolean reset(ScriptKeys keys) {
        return keys.word("how", "rst", List.of("rst", "fin")).equals("rst");
    }

    private static int id(ScriptKeys keys, int otherwise, SortedMap<Integer, String> known) {
        return keys.value(
                "id",
                otherwise,
                text -> {
                    int id = Integer.parseInt(text);
                    if (!known.containsKey(id)) {
                        throw new IllegalArgumentException();
                    }
                    return id;
                },
                "one of " + known.keySet().stream().map(String::valueOf).collect(Collectors.joining(", ")));
    }

    private static <E extends Enum<E>> E constant(ScriptKeys keys, String key, E otherwise) {
        Map<String, E> words = Arrays.stream(otherwise.getDeclaringClass().getEnumConstants())
                .collect(Collectors.toMap(constant -> word(constant), Function.identity()));
        String word =
                keys.word(key, word(otherwise), words.keySet().stream().sorted().toList());
        return words.getOrDefault(word, otherwise);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
