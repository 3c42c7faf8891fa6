package io.kinedex.inference.sound;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kinedex.frames.Sound;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says where the sound of a stream is silent ({@value #SILENCE}: momentary loudness below -60 LUFS for a second or more) and
 * where it is loud ({@value #LOUD}: from above -14 LUFS until it stays below -20). What lasts longer than a minute is told minute by minute. For one thread.
 */
public final class SoundLevels {
    public static final String SILENCE = "silence";
    public static final String LOUD = "loud";

    private static final double SILENCE_LUFS = -60;
    private static final double LOUD_LUFS = -14;
    private static final double STILL_LOUD_LUFS = -20;
    private static final Duration SILENCE_MIN = Duration.ofSeconds(1);
    private static final Duration SPAN_MAX = Duration.ofMinutes(1);
    private static final Duration GAP_MAX = Duration.ofMillis(150);
    private static final JsonMapper JSON = new JsonMapper();

    private @Nullable Open open;

    /**
     * An interval.
     *
     * @param label {@value #SILENCE} or {@value #LOUD}
     */
    public record Span(String label, Instant start, Instant end) {}

    /** What goes on; instants as ISO 8601 has them. */
    private record Open(String label, String since, String until) {
        static Open of(String label, Instant since, Instant until) {
            return new Open(label, since.toString(), until.toString());
        }

        Span span() {
            return new Span(label, Instant.parse(since), Instant.parse(until));
        }
    }

    /** Has heard nothing. */
    public SoundLevels() {}

    /**
     * Goes on where another stood.
     *
     * @throws InferenceException BAD_STATE
     */
    public static SoundLevels restore(String state) {
        SoundLevels levels = new SoundLevels();
        try {
            levels.open = state.isEmpty() ? null : JSON.readValue(state, Open.class);
        } catch (JsonProcessingException e) {
            throw new InferenceException(
                    Code.BAD_STATE, "a state of sound levels cannot be read: " + e.getOriginalMessage(), e);
        }
        return levels;
    }

    /** Takes in the next sound; gives what ended, in order of time. */
    public List<Span> listen(List<Sound> pieces) {
        List<Span> ended = new ArrayList<>();
        for (Sound piece : pieces) {
            double[] loudness = Loudness.momentary(piece.samples());
            for (int i = 0; i < loudness.length; i++) {
                Instant start = piece.start().plus(Sound.duration((long) i * Loudness.BLOCK));
                // What is left at the end of a piece, less than a block, goes with the last one.
                Instant end = i + 1 == loudness.length ? piece.end() : start.plus(Sound.duration(Loudness.BLOCK));
                take(label(loudness[i], start), start, end).ifPresent(ended::add);
            }
        }
        return ended;
    }

    /** The sound ends here: gives what was open. */
    public List<Span> end() {
        Optional<Span> last = told(open);
        open = null;
        return last.stream().toList();
    }

    /** What the next fragment depends on; empty where on nothing. */
    public String state() {
        try {
            return open == null ? "" : JSON.writeValueAsString(open);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a state is always writable", e);
        }
    }

    private String label(double loudness, Instant start) {
        if (loudness < SILENCE_LUFS) {
            return SILENCE;
        }
        boolean still = open != null && open.label().equals(LOUD) && follows(open.span(), start);
        return loudness > (still ? STILL_LOUD_LUFS : LOUD_LUFS) ? LOUD : "";
    }

    private static boolean follows(Span before, Instant start) {
        return Duration.between(before.end(), start).abs().compareTo(GAP_MAX) <= 0;
    }

    private Optional<Span> take(String label, Instant start, Instant end) {
        Open before = open;
        if (before != null && before.label().equals(label)) {
            Span so = before.span();
            boolean follows = follows(so, start);
            boolean fits = Duration.between(so.start(), end).compareTo(SPAN_MAX) <= 0;
            if (follows && fits) {
                open = Open.of(label, so.start(), end);
                return Optional.empty();
            }
        }
        open = label.isEmpty() ? null : Open.of(label, start, end);
        return told(before);
    }

    private static Optional<Span> told(@Nullable Open ended) {
        return Optional.ofNullable(ended)
                .map(Open::span)
                .filter(span -> !span.label().equals(SILENCE)
                        || Duration.between(span.start(), span.end()).compareTo(SILENCE_MIN) >= 0);
    }
}
