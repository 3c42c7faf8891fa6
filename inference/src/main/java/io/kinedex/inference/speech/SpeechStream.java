package io.kinedex.inference.speech;

import io.kinedex.frames.Sound;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import io.kinedex.inference.sound.FragmentListener;
import io.kinedex.inference.sound.FragmentSound;
import io.kinedex.inference.sound.KeptLine;
import io.kinedex.inference.sound.SoundLine;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Listens for speech and gives the segments in which somebody speaks. For one thread. */
public final class SpeechStream implements FragmentListener<SpeechSegment> {
    private final VoiceActivity.Ear ear;
    private final KeptLine kept;
    private final SoundLine line;
    private final VoiceCutter cutter;
    private long heard;

    /** What stands in a checkpoint; {@code memory} is base64 of big-endian floats. */
    private record State(KeptLine.State line, long heard, String memory, VoiceCutter.State voice) {}

    /** Listeners through a model. */
    public record Source(VoiceActivity voices) implements FragmentListener.Source<SpeechSegment> {
        @Override
        public SpeechStream begin() {
            return new SpeechStream(voices.new Ear(), new KeptLine(), VoiceCutter.State.SILENT, 0);
        }

        @Override
        public SpeechStream restore(String state, List<FragmentSound> again) {
            State read = KeptLine.read(state, State.class);
            KeptLine kept = KeptLine.restore(read.line(), again);
            SoundLine line = kept.line();
            if (line.end() < read.heard() || line.end() - read.heard() >= VoiceActivity.WINDOW) {
                throw new InferenceException(Code.BAD_STATE, "the sound is not what the state was made from");
            }
            // Where everything ended just now, the model has heard nothing yet.
            float[] before = read.heard() > read.voice().lastEnd()
                    ? line.copy(read.heard() - VoiceActivity.CONTEXT, read.heard())
                    : new float[VoiceActivity.CONTEXT];
            VoiceActivity.Ear ear = voices.new Ear(floats(read.memory()), before);
            return new SpeechStream(ear, kept, read.voice(), read.heard());
        }
    }

    private SpeechStream(VoiceActivity.Ear ear, KeptLine kept, VoiceCutter.State voice, long heard) {
        this.ear = ear;
        this.kept = kept;
        this.line = kept.line();
        this.cutter = new VoiceCutter(line, voice);
        this.heard = heard;
    }

    @Override
    public List<SpeechSegment> listen(String fragment, List<Sound> pieces) {
        kept.begin(fragment);
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
        kept.forget(Math.min(cutter.needed(heard), heard - VoiceActivity.CONTEXT));
        return ended;
    }

    @Override
    public List<SpeechSegment> end() {
        Optional<SpeechSegment> last = cutter.close().map(this::segment);
        heard = line.end();
        cutter.barrier(heard);
        ear.forget();
        line.turn();
        return last.stream().toList();
    }

    @Override
    public String state() {
        if (kept.isEmpty()) {
            return "";
        }
        ByteBuffer memory = ByteBuffer.allocate(VoiceActivity.STATE * Float.BYTES);
        memory.asFloatBuffer().put(ear.state());
        return KeptLine.write(
                new State(kept.state(), heard, Base64.getEncoder().encodeToString(memory.array()), cutter.state()));
    }

    private SpeechSegment segment(VoiceCutter.Cut cut) {
        return new SpeechSegment(line.timeAt(cut.from()), line.copy(cut.from(), cut.to()), cut.probability());
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
