package io.kinedex.ingest;

import io.kinedex.inference.pinned.PinnedList;
import io.kinedex.inference.pinned.PinnedStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small video in which somebody speaks: three seconds of silence, Kennedy's eleven and three of silence. */
public final class SpokenVideo {
    private static final int RATE = 16_000;
    private static final int WAV_HEADER_BYTES = 78;

    private SpokenVideo() {}

    /** H.264 and AAC in the container that the file's name says. */
    public static Path write(Path file) throws IOException {
        short[] speech = kennedy();
        short[] sound = new short[(3 + 11 + 3) * RATE];
        System.arraycopy(speech, 0, sound, 3 * RATE, speech.length);
        return TestVideo.writeH264(file, 160, 96, sound, RATE);
    }

    /** Kennedy's eleven seconds alone, as a WAV file. */
    public static Path sound() {
        return PinnedStore.configured()
                .require(PinnedList.read("io/kinedex/ingest/sounds.yaml").getFirst());
    }

    private static short[] kennedy() throws IOException {
        byte[] bytes = Files.readAllBytes(sound());
        ByteBuffer data = ByteBuffer.wrap(bytes, WAV_HEADER_BYTES, bytes.length - WAV_HEADER_BYTES);
        short[] samples = new short[data.remaining() / 2];
        data.order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
        return samples;
    }
}
