package io.kinedex.frames;

import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/** The decoding of one fragment's sound. For one thread, once. */
final class FragmentSound {
    /** More than any fragment lasts; what goes on is a decoder that was fooled. */
    private static final int SECONDS_MAX = 120;

    private static final int RATE_MAX = 768_000;

    /** Timestamps are rounded to a millisecond as a rule; a frame that is off by less than this follows the one before. */
    private static final long SLACK_MICROS_MIN = 5_000;

    private static final long SLACK_MICROS_MAX = 60_000;

    private final Instant start;
    private final SoundPackets packets;
    private final AudioDecoder decoder;
    private final List<Sound> pieces = new ArrayList<>();
    private @Nullable SoundRun run;
    private boolean leading;
    private long decodedMicros;
    private int corrupt;
    private String reason = "";

    FragmentSound(Fragment fragment, SoundPackets packets, AudioDecoder decoder) {
        this.start = fragment.producerStart();
        this.packets = packets;
        this.decoder = decoder;
    }

    DecodedSound run(@Nullable SoundTail tail) {
        try (SoundMixer mixer = new SoundMixer()) {
            leading = tail != null;
            if (tail != null) {
                tail.packets().forEach(packet -> lead(packet, packet.pts() + tail.offsetMicros(packets), mixer));
            }
            for (MediaPacket packet : packets.packets()) {
                if (decodedMicros > SECONDS_MAX * 1_000_000L) {
                    damage(1, "more than %d s of sound".formatted(SECONDS_MAX));
                    break;
                }
                count(decode(packet, packet.pts(), frame -> take(frame, mixer)));
            }
            count(decoder.decode(null, frame -> take(frame, mixer)));
            endRun();
        }
        if (packets.missing() > 0) {
            damage(packets.missing(), "%d pieces of sound cannot be read".formatted(packets.missing()));
        }
        return new DecodedSound(pieces, corrupt, reason);
    }

    /** What goes before the fragment was counted with its own. */
    private void lead(MediaPacket packet, long micros, SoundMixer mixer) {
        decode(packet, micros, frame -> take(frame, mixer));
    }

    private int decode(MediaPacket packet, long micros, Consumer<AVFrame> sink) {
        AVPacket coded = packet.packet();
        coded.pts(micros);
        coded.dts(micros);
        coded.duration(0);
        return decoder.decode(coded, sink);
    }

    private void take(AVFrame frame, SoundMixer mixer) {
        int rate = frame.sample_rate();
        if (frame.nb_samples() <= 0 || rate <= 0 || rate > RATE_MAX) {
            return;
        }
        if (frame.decode_error_flags() != 0 || (frame.flags() & Ffmpeg.FRAME_CORRUPT) != 0) {
            damage(1, "a piece of sound is damaged");
        }
        float[] samples = mixer.mono(frame);
        if (samples.length == 0) {
            damage(
                    1,
                    "sound of %d channels cannot be mixed"
                            .formatted(frame.ch_layout().nb_channels()));
            return;
        }
        SoundRun open = run != null && run.rate() == rate ? run : null;
        long micros = frame.pts() != AV_NOPTS_VALUE ? frame.pts() : open == null ? 0 : open.endMicros();
        if (leading && micros < 0) {
            (open == null ? begin(rate, micros) : open).lead(samples);
        } else {
            append(open, samples, rate, micros);
        }
    }

    private void append(@Nullable SoundRun open, float[] samples, int rate, long micros) {
        long lasts = samples.length * 1_000_000L / rate;
        long slack = Math.clamp(lasts * 3 / 4, SLACK_MICROS_MIN, SLACK_MICROS_MAX);
        SoundRun target = open;
        if (target != null && leading) {
            target.startAt(micros);
        } else if (target == null || Math.abs(micros - target.endMicros()) > slack) {
            target = begin(rate, micros);
        }
        leading = false;
        target.append(samples);
        decodedMicros += lasts;
    }

    private SoundRun begin(int rate, long micros) {
        endRun();
        SoundRun next = new SoundRun(rate, micros);
        if (!leading && pieces.isEmpty()) {
            next.skip(paddingBeforeStart(rate, micros));
        }
        run = next;
        return next;
    }

    /** Without the fragment before it, what an encoder put before the fragment's start is no sound. */
    private int paddingBeforeStart(int rate, long micros) {
        Instant told = packets.first().plusNanos(micros * 1_000);
        long nanos = Math.clamp(
                Duration.between(told, start).toNanos(), 0, packets.key().paddingNanos());
        return (int) (nanos * rate / 1_000_000_000L);
    }

    private void endRun() {
        if (run != null && run.size() > 0) {
            pieces.add(new Sound(packets.first().plusNanos(run.startNanos()), run.resampled()));
        }
        run = null;
    }

    private void count(int result) {
        if (result < 0) {
            damage(1, Ffmpeg.text(result));
        }
    }

    private void damage(int count, String what) {
        corrupt += count;
        reason = reason.isEmpty() ? what : reason;
    }
}
