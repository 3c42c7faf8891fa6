package io.kinedex.inference.likeness;

import io.kinedex.inference.translate.Picture;
import io.kinedex.metadata.record.Box;
import java.nio.ByteBuffer;

/** Cuts a part out of a picture. Stateless. */
final class Crop {
    private Crop() {}

    /** The pixels that the box touches, at least one; a copy. */
    static Picture of(Picture picture, Box box) {
        int left = Math.clamp((int) Math.floor(box.left() * picture.width()), 0, picture.width() - 1);
        int top = Math.clamp((int) Math.floor(box.top() * picture.height()), 0, picture.height() - 1);
        int right = Math.clamp((int) Math.ceil(box.right() * picture.width()), left + 1, picture.width());
        int bottom = Math.clamp((int) Math.ceil(box.bottom() * picture.height()), top + 1, picture.height());
        int width = right - left;
        ByteBuffer pixels = ByteBuffer.allocateDirect(3 * width * (bottom - top));
        for (int y = top; y < bottom; y++) {
            pixels.put(picture.rgb().duplicate().clear().slice(3 * (y * picture.width() + left), 3 * width));
        }
        return new Picture(pixels.flip(), width, bottom - top);
    }
}
