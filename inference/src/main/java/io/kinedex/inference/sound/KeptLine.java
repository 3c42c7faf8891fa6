package io.kinedex.inference.sound;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kinedex.frames.Sound;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The last sound of a stream as one line, and the fragments that it came from: a state names them, and whoever resumes hears them
 * again. For one thread.
 */
public final class KeptLine {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final SoundLine line;
    private final Deque<Kept> kept = new ArrayDeque<>();
    private String lead = "";

    /**
     * A fragment some of whose sound is still needed.
     *
     * @param position of the line when it came
     * @param expected when its first sample was expected; empty where nothing came before
     */
    private record Kept(String fragment, long position, String expected) {}

    /**
     * What a line is made of again.
     *
     * @param lead     number of the fragment before the first, which a decoder should follow; empty where there is none
     * @param from     number of the first fragment whose sound is needed
     * @param to       number of the last one
     * @param position where the sound of the first one begins in the line
     * @param expected when that was expected; empty where nothing came before
     */
    public record State(String lead, String from, String to, long position, String expected) {}

    /** The part that all states of listeners have. */
    private record WithLine(State line) {}

    /** Nothing came yet. */
    public KeptLine() {
        this(new SoundLine(0));
    }

    private KeptLine(SoundLine line) {
        this.line = line;
    }

    /**
     * The line again.
     *
     * @param again the sound of its fragments, in their order
     */
    public static KeptLine restore(State state, List<FragmentSound> again) {
        KeptLine restored = new KeptLine(new SoundLine(state.position()));
        SoundLine line = restored.line;
        if (!state.expected().isEmpty()) {
            line.expect(Instant.parse(state.expected()));
        }
        for (FragmentSound each : again) {
            restored.begin(each.fragment());
            for (Sound piece : each.pieces()) {
                if (!line.reaches(piece)) {
                    line.turn();
                }
                line.append(piece);
            }
        }
        restored.lead = state.lead();
        return restored;
    }

    /**
     * The fragments that a listener's state needs.
     *
     * @param state of whatever listener
     * @throws InferenceException BAD_STATE
     */
    public static State needed(String state) {
        try {
            return JSON.readerFor(WithLine.class)
                    .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .<WithLine>readValue(state)
                    .line();
        } catch (JsonProcessingException e) {
            throw unreadable(e);
        }
    }

    /**
     * A listener's state, which has the line's under the name {@code line}.
     *
     * @throws InferenceException BAD_STATE
     */
    public static <T> T read(String state, Class<T> type) {
        try {
            return JSON.readValue(state, type);
        } catch (JsonProcessingException e) {
            throw unreadable(e);
        }
    }

    private static InferenceException unreadable(JsonProcessingException e) {
        return new InferenceException(Code.BAD_STATE, "a state of sound cannot be read: " + e.getOriginalMessage(), e);
    }

    /** What {@link #read} reads. */
    public static String write(Object state) {
        try {
            return JSON.writeValueAsString(state);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a state is always writable", e);
        }
    }

    public SoundLine line() {
        return line;
    }

    /** What is appended from now on is of this fragment. */
    public void begin(String fragment) {
        kept.add(new Kept(
                fragment, line.end(), line.expected().map(Instant::toString).orElse("")));
    }

    /** Forgets what lies before a position, and the fragments that lie before it altogether. */
    public void forget(long before) {
        line.drop(before);
        while (kept.size() > 1) {
            Kept first = kept.removeFirst();
            if (kept.getFirst().position() > before) {
                kept.addFirst(first);
                return;
            }
            lead = first.fragment();
        }
    }

    /** Whether no fragment came yet. */
    public boolean isEmpty() {
        return kept.isEmpty();
    }

    /** Not of one that is empty. */
    public State state() {
        Kept first = kept.getFirst();
        return new State(lead, first.fragment(), kept.getLast().fragment(), first.position(), first.expected());
    }
}
