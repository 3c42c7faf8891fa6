package io.kinedex.frames;

import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;

/** Turns packed RGB pictures by quarter turns. Stateless. */
final class PictureTurn {
    private PictureTurn() {}

    /** Writes {@code from}, of the geometry's scaled size, to {@code to}, turned clockwise by its rotation. */
    static void turn(BytePointer from, BytePointer to, FrameGeometry geometry) {
        int width = geometry.scaledWidth();
        int height = geometry.scaledHeight();
        int bytes = width * height * 3;
        ByteBuffer in = from.asByteBuffer().slice(0, bytes);
        ByteBuffer out = to.asByteBuffer().slice(0, bytes);
        // Where pixel (0, 0) goes, and how far a step right or down moves it there, in pixels.
        int start = switch (geometry.rotation()) {
            case 90 -> height - 1;
            case 180 -> width * height - 1;
            default -> (width - 1) * height;
        };
        int right = switch (geometry.rotation()) {
            case 90 -> height;
            case 180 -> -1;
            default -> -height;
        };
        int down = switch (geometry.rotation()) {
            case 90 -> -1;
            case 180 -> -width;
            default -> 1;
        };
        int read = 0;
        for (int y = 0; y < height; y++) {
            int write = (start + y * down) * 3;
            for (int x = 0; x < width; x++, read += 3, write += right * 3) {
                out.put(write, in.get(read));
                out.put(write + 1, in.get(read + 1));
                out.put(write + 2, in.get(read + 2));
            }
        }
    }
}
