package io.kinedex.inference.sound;

import io.kinedex.frames.CutOptions;
import io.kinedex.frames.Fragment;
import io.kinedex.frames.FragmentCutter;
import io.kinedex.frames.Sound;
import io.kinedex.frames.SoundDecoder;
import io.kinedex.inference.pinned.PinnedFile;
import io.kinedex.inference.pinned.PinnedList;
import io.kinedex.inference.pinned.PinnedStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntToDoubleFunction;

/** Sound for tests: pinned, or made here. */
public final class TestSounds {
    public static final Instant START = Instant.parse("2026-05-04T03:02:01.234Z");
    public static final String JFK =
            "And so, my fellow Americans, ask not what your country can do for you, ask what you can do for your country.";

    private static final int HEADER_BYTES = 44;

    private TestSounds() {}

    /** Eleven seconds of the inaugural address of 1961, mono, 16 kHz. */
    public static float[] jfk() throws IOException {
        byte[] bytes = Files.readAllBytes(pinned("jfk.wav"));
        int data = new String(bytes, 0, 200, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("data") + 8;
        ShortBuffer shorts = ByteBuffer.wrap(
                        bytes, Math.max(data, HEADER_BYTES), bytes.length - Math.max(data, HEADER_BYTES))
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asShortBuffer();
        return made(shorts.remaining(), i -> shorts.get(i) / 32768.0);
    }

    /** Half a minute of a film's music. */
    public static List<Sound> music() {
        List<Sound> pieces = new ArrayList<>();
        try (FragmentCutter cutter = FragmentCutter.open(pinned("big-buck-bunny.mp4"), CutOptions.startingAt(START));
                SoundDecoder decoder = new SoundDecoder()) {
            for (Optional<Fragment> next = cutter.next(); next.isPresent(); next = cutter.next()) {
                pieces.addAll(decoder.decode(next.get()).pieces());
            }
        }
        return pieces;
    }

    public static float[] noise(double level, double seconds) {
        Random random = new Random(7);
        return made((int) (seconds * Sound.RATE), i -> level * random.nextGaussian());
    }

    public static float[] tone(double hertz, double level, double seconds) {
        return made((int) (seconds * Sound.RATE), i -> level * Math.sin(2 * Math.PI * hertz * i / Sound.RATE));
    }

    public static float[] joined(float[]... parts) {
        float[] all =
                new float[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    /** As fragments of a length bring it. */
    public static List<Sound> pieces(float[] samples, int length) {
        List<Sound> pieces = new ArrayList<>();
        for (int at = 0; at < samples.length; at += length) {
            pieces.add(new Sound(
                    START.plus(Sound.duration(at)),
                    Arrays.copyOfRange(samples, at, Math.min(samples.length, at + length))));
        }
        return pieces;
    }

    private static float[] made(int count, IntToDoubleFunction value) {
        float[] samples = new float[count];
        for (int i = 0; i < count; i++) {
            samples[i] = (float) value.applyAsDouble(i);
        }
        return samples;
    }

    private static Path pinned(String name) {
        PinnedFile file = PinnedList.read("io/kinedex/inference/sounds.yaml").stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
        return PinnedStore.configured().require(file);
    }
}
