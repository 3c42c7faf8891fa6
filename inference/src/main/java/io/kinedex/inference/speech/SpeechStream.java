package io.kinedex.inference.speech;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kinedex.frames.Sound;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Listens to the sound of one stream, fragment by fragment, and gives the segments in which somebody speaks, each when it has
 * ended. A segment may have begun some fragments before. For one thread.
 *
 * <p>Its {@link #state()} is small: where it is in an open segment, and what the voice activity model remembers. The samples
 * themselves are those of a few last fragments; {@link #restore} is told which, and given them again.
 */
public final class SpeechStream {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final VoiceActivity.Ear ear;
    private final SoundLine line;
    private final VoiceCutter cutter;
    private final Deque<Kept> kept = new ArrayDeque<>();
    private String lead = "";
    private long heard;

    /**
     * A fragment some of whose sound is still needed.
     *
     * @param position of the line when it came
     * @param expected when its first sample was expected; empty where nothing came before
     */
    private record Kept(String fragment, long position, String expected) {}

    /** What stands in a checkpoint; {@code memory} is base64 of big-endian floats. */
    private record State(
            String lead,
            String from,
            String to,
            long position,
            String expected,
            long heard,
            String memory,
            VoiceCutter.State voice) {}

    /**
     * Fragments whose sound a state needs again.
     *
     * @param lead number of the one before the first, which a decoder should {@code follow}; empty where there is none
     * @param from number of the first of them
     * @param to   number of the last
     */
    public record Needed(String lead, String from, String to) {}

    /** Has heard nothing. */
    public SpeechStream(VoiceActivity voices) {
        this(voices.new Ear(), new SoundLine(0), VoiceCutter.State.SILENT, 0);
    }

    private SpeechStream(VoiceActivity.Ear ear, SoundLine line, VoiceCutter.State voice, long heard) {
        this.ear = ear;
        this.line = line;
        this.cutter = new VoiceCutter(line, voice);
        this.heard = heard;
    }

    /**
     * What to have ready for {@link #restore}.
     *
     * @throws InferenceException BAD_STATE
     */
    public static Needed needed(String state) {
        State read = read(state);
        return new Needed(read.lead(), read.from(), read.to());
    }

    /** One fragment's sound. */
    public record FragmentSound(String fragment, List<Sound> pieces) {
        public FragmentSound {
            pieces = List.copyOf(pieces);
        }
    }

    /**
     * Goes on where another stood.
     *
     * @param again the sound of all fragments that are {@link #needed}, in their order
     * @throws InferenceException BAD_STATE
     */
    public static SpeechStream restore(VoiceActivity voices, String state, List<FragmentSound> again) {
        State read = read(state);
        SoundLine line = new SoundLine(read.position());
        if (!read.expected().isEmpty()) {
            line.expect(Instant.parse(read.expected()));
        }
        Deque<Kept> kept = new ArrayDeque<>();
        for (FragmentSound each : again) {
            kept.add(keep(line, each.fragment()));
            for (Sound piece : each.pieces()) {
                if (!line.reaches(piece)) {
                    line.turn();
                }
                line.append(piece);
            }
        }
        if (line.end() < read.heard() || line.end() - read.heard() >= VoiceActivity.WINDOW) {
            throw new InferenceException(Code.BAD_STATE, "the sound is not what the state was made from");
        }
        // Where everything ended just now, the model has heard nothing yet.
        float[] before = read.heard() > read.voice().lastEnd()
                ? line.copy(read.heard() - VoiceActivity.CONTEXT, read.heard())
                : new float[VoiceActivity.CONTEXT];
        VoiceActivity.Ear ear = voices.new Ear(floats(read.memory()), before);
        SpeechStream stream = new SpeechStream(ear, line, read.voice(), read.heard());
        stream.kept.addAll(kept);
        stream.lead = read.lead();
        return stream;
    }

    /** Takes in a fragment's sound; gives the segments that ended, in order of time. */
    public List<SpeechSegment> listen(String fragment, List<Sound> pieces) {
        kept.add(keep(line, fragment));
        List<SpeechSegment> ended = new ArrayList<>();
        for (Sound piece : pieces) {
            if (!line.reaches(piece)) {
                ended.addAll(end());
            }
            line.append(piece);
            while (line.end() - heard >= VoiceActivity.WINDOW) {
                double probability = ear.hear(line.samples(), line.index(heard));
                heard += VoiceActivity.WINDOW;
                cutter.step(probability, heard).map(this::segment).ifPresent(ended::add);
            }
        }
        forget();
        return ended;
    }

    /** The sound ends here, or goes on somewhere else: gives the segment that was open. */
    public List<SpeechSegment> end() {
        Optional<SpeechSegment> last = cutter.close().map(this::segment);
        heard = line.end();
        cutter.barrier(heard);
        ear.forget();
        line.turn();
        return last.stream().toList();
    }

    /** What the next fragment depends on; empty where on nothing yet. */
    public String state() {
        if (kept.isEmpty()) {
            return "";
        }
        ByteBuffer memory = ByteBuffer.allocate(VoiceActivity.STATE * Float.BYTES);
        memory.asFloatBuffer().put(ear.state());
        Kept first = kept.getFirst();
        try {
            return JSON.writeValueAsString(new State(
                    lead,
                    first.fragment(),
                    kept.getLast().fragment(),
                    first.position(),
                    first.expected(),
                    heard,
                    Base64.getEncoder().encodeToString(memory.array()),
                    cutter.state()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a state is always writable", e);
        }
    }

    private static Kept keep(SoundLine line, String fragment) {
        return new Kept(
                fragment, line.end(), line.expected().map(Instant::toString).orElse(""));
    }

    private SpeechSegment segment(VoiceCutter.Cut cut) {
        return new SpeechSegment(line.timeAt(cut.from()), line.copy(cut.from(), cut.to()), cut.probability());
    }

    private void forget() {
        long needed = Math.min(cutter.needed(heard), heard - VoiceActivity.CONTEXT);
        line.drop(needed);
        while (kept.size() > 1) {
            Kept first = kept.removeFirst();
            if (kept.getFirst().position() > needed) {
                kept.addFirst(first);
                return;
            }
            lead = first.fragment();
        }
    }

    private static State read(String state) {
        try {
            return JSON.readValue(state, State.class);
        } catch (JsonProcessingException e) {
            throw new InferenceException(Code.BAD_STATE, "a speech state cannot be read: " + e.getOriginalMessage(), e);
        }
    }

    private static float[] floats(String base64) {
        float[] values = new float[VoiceActivity.STATE];
        try {
            ByteBuffer.wrap(Base64.getDecoder().decode(base64)).asFloatBuffer().get(values);
        } catch (RuntimeException e) {
            throw new InferenceException(Code.BAD_STATE, "a speech state without its memory", e);
        }
        return values;
    }
}
