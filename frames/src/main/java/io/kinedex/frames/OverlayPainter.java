package io.kinedex.frames;

import java.awt.image.BufferedImage;

/** Draws boxes and their labels into a picture, visible on light and dark ground. For one thread. */
final class OverlayPainter {
    private static final int INK = 0x19FF5A;
    private static final int EDGE = 0x101010;
    private static final int FONT_SCALE = 2;

    private final BufferedImage image;

    OverlayPainter(BufferedImage image) {
        this.image = image;
    }

    /** A bright outline of two pixels with a dark one of one pixel around it; smaller pictures get a thinner one. */
    void paint(Overlay box) {
        int left = (int) Math.round(box.left() * image.getWidth());
        int top = (int) Math.round(box.top() * image.getHeight());
        int right = (int) Math.round((box.left() + box.width()) * image.getWidth()) - 1;
        int bottom = (int) Math.round((box.top() + box.height()) * image.getHeight()) - 1;
        outline(left - 1, top - 1, right + 1, bottom + 1, EDGE);
        outline(left, top, right, bottom, INK);
        outline(left + 1, top + 1, right - 1, bottom - 1, INK);
        if (!box.label().isBlank()) {
            label(box.label(), Math.max(0, left), top);
        }
    }

    private void label(String text, int left, int boxTop) {
        int height = (PixelFont.HEIGHT + 2) * FONT_SCALE;
        int width = (PixelFont.width(text) + 2) * FONT_SCALE;
        int x = Math.max(0, Math.min(left, image.getWidth() - width));
        int y = boxTop - height >= 0 ? boxTop - height : Math.max(0, boxTop);
        fill(x, y, x + width, y + height, EDGE);
        PixelFont.dots(text, (column, row) -> {
            int dotX = x + (column + 1) * FONT_SCALE;
            int dotY = y + (row + 1) * FONT_SCALE;
            fill(dotX, dotY, dotX + FONT_SCALE, dotY + FONT_SCALE, INK);
        });
    }

    private void outline(int left, int top, int right, int bottom, int rgb) {
        if (right < left || bottom < top) {
            return;
        }
        fill(left, top, right + 1, top + 1, rgb);
        fill(left, bottom, right + 1, bottom + 1, rgb);
        fill(left, top, left + 1, bottom + 1, rgb);
        fill(right, top, right + 1, bottom + 1, rgb);
    }

    private void fill(int left, int top, int right, int bottom, int rgb) {
        for (int y = Math.max(0, top); y < Math.min(bottom, image.getHeight()); y++) {
            for (int x = Math.max(0, left); x < Math.min(right, image.getWidth()); x++) {
                image.setRGB(x, y, rgb);
            }
        }
    }
}
