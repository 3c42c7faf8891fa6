package io.kinedex.inference.translate;

import java.nio.ByteBuffer;

/**
 * A view of pixels in memory that somebody else owns.
 *
 * @param rgb    direct, from position 0; RGB24, row-major, rows packed
 * @param width  pixels
 * @param height pixels
 */
public record Picture(ByteBuffer rgb, int width, int height) {
    public Picture {
        if (width < 1 || height < 1 || !rgb.isDirect() || rgb.capacity() < 3L * width * height) {
            throw new IllegalArgumentException("a picture of %d x %d needs a direct buffer of %d bytes, not %d"
                    .formatted(width, height, 3L * width * height, rgb.capacity()));
        }
    }
}
