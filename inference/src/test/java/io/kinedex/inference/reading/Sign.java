package io.kinedex.inference.reading;

import io.kinedex.inference.pinned.PinnedList;
import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.inference.translate.Picture;
import io.kinedex.metadata.record.Box;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.FontRenderContext;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A picture with text that tests write on it, with pinned fonts, and what was written where. */
final class Sign {
    static final List<String> FONTS =
            List.of("DejaVuSans.ttf", "DejaVuSerif.ttf", "DejaVuSansMono-Bold.ttf", "OpenSans-Semibold.ttf");

    /** A line and the upright box around it. */
    record Written(String text, Box box) {}

    private final BufferedImage image;
    private final Graphics2D pen;
    private final List<Written> written = new ArrayList<>();

    Sign(int width, int height, Color ground) {
        image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        pen = image.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        pen.setColor(ground);
        pen.fillRect(0, 0, width, height);
    }

    /** On a photograph. */
    Sign(Picture photo) {
        this(photo.width(), photo.height(), Color.BLACK);
        byte[] bgr = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        for (int i = 0; i < bgr.length; i++) {
            bgr[i] = photo.rgb().get(i - i % 3 + 2 - i % 3);
        }
    }

    Sign write(String text, String font, float size, Color colour, double x, double y) {
        return write(text, font, size, colour, x, y, 0);
    }

    /** @param degrees clockwise; x and y are where the line begins, in pixels, y of its base */
    Sign write(String text, String font, float size, Color colour, double x, double y, double degrees) {
        Font face = font(font).deriveFont(size);
        pen.setFont(face);
        pen.setColor(colour);
        AffineTransform turn = AffineTransform.getRotateInstance(Math.toRadians(degrees), x, y);
        pen.setTransform(turn);
        pen.drawString(text, (float) x, (float) y);
        pen.setTransform(new AffineTransform());
        var bounds = turn.createTransformedShape(face.createGlyphVector(new FontRenderContext(null, true, true), text)
                        .getOutline((float) x, (float) y))
                .getBounds2D();
        written.add(new Written(
                text,
                Box.clipped(
                        bounds.getMinX() / image.getWidth(),
                        bounds.getMinY() / image.getHeight(),
                        bounds.getMaxX() / image.getWidth(),
                        bounds.getMaxY() / image.getHeight())));
        return this;
    }

    /** Black or white, whichever the ground is further from where a line shall stand. */
    Color ink(int x, int y, int width, int height) {
        long sum = 0;
        int pixels = 0;
        for (int row = Math.max(0, y - height); row < Math.min(image.getHeight(), y); row++) {
            for (int column = x; column < Math.min(image.getWidth(), x + width); column++, pixels++) {
                sum += image.getRGB(column, row) >> 8 & 0xff;
            }
        }
        return sum > 128L * pixels ? Color.BLACK : Color.WHITE;
    }

    /** A drawing that is no text. */
    Sign rings(Color colour) {
        pen.setColor(colour);
        pen.setStroke(new BasicStroke(3));
        for (int i = 1; i < 8; i++) {
            pen.drawOval(40 * i, 30 * i, 50 * i, 50 * i);
        }
        return this;
    }

    List<Written> written() {
        return written;
    }

    Picture picture() {
        byte[] bgr = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        ByteBuffer rgb = ByteBuffer.allocateDirect(bgr.length);
        for (int i = 0; i < bgr.length; i++) {
            rgb.put(bgr[i - i % 3 + 2 - i % 3]);
        }
        return new Picture(rgb.flip(), image.getWidth(), image.getHeight());
    }

    private static Font font(String name) {
        var file = PinnedList.read("io/kinedex/inference/pictures.yaml").stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
        try {
            return Font.createFont(
                    Font.TRUETYPE_FONT, PinnedStore.configured().require(file).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (FontFormatException e) {
            throw new AssertionError(name, e);
        }
    }
}
