package io.kinedex.samples.accuracy;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.font.GlyphVector;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;
import javax.imageio.ImageIO;

/**
 * Draws pages of text in three typefaces, several sizes and colours, plain or on noise, and writes where each line is. The same
 * fonts give the same pages. One thread.
 */
final class TextPages {
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 720;
    private static final int LEFT = 60;
    private static final List<String> FONTS = List.of("DejaVuSans.ttf", "DejaVuSerif.ttf", "OpenSans-Semibold.ttf");
    /** In pixels of the page; frames of streams are half as large unless configured otherwise. */
    private static final List<Integer> SIZES = List.of(28, 36, 48);

    private static final List<Color> PAPERS = List.of(Color.WHITE, new Color(24, 32, 48), new Color(196, 180, 140));
    private static final List<Color> INKS = List.of(Color.BLACK, new Color(240, 240, 210), new Color(90, 20, 20));
    private static final int NOISE = 24;

    /** From books whose authors died long ago, with signs and figures among them. */
    private static final List<String> LINES = List.of(
            "Alice was beginning to get very tired",
            "of sitting by her sister on the bank,",
            "and of having nothing to do: once or twice",
            "she had peeped into the book, but it had",
            "no pictures or conversations in it,",
            "Departure 18:45 from platform 9",
            "Call me Ishmael. Some years ago, never mind",
            "how long precisely, having little or no money",
            "in my purse, and nothing particular to interest me",
            "on shore, I thought I would sail about a little",
            "Total 1,299.00 including 7% tax",
            "It was the best of times, it was the worst of times,",
            "it was the age of wisdom, it was the age",
            "of foolishness, it was the epoch of belief",
            "EMERGENCY EXIT ONLY",
            "There is no frigate like a book",
            "To take us lands away,",
            "Nor any coursers like a page",
            "Of prancing poetry",
            "Room 214, second floor");

    private final Function<String, Path> fonts;

    /** @param fonts by the name of the file */
    TextPages(Function<String, Path> fonts) {
        this.fonts = fonts;
    }

    /** A page for each typeface and size, with its lines in {@code labels.csv}. */
    void write(Path folder) throws IOException {
        List<String> labels = new ArrayList<>(List.of("image,left,top,width,height,text"));
        int page = 0;
        int line = 0;
        for (String font : FONTS) {
            for (int size : SIZES) {
                String name = String.format(Locale.ROOT, "page-%d.png", page + 1);
                BufferedImage image = paper(page);
                for (int y = 80; y < HEIGHT - 40; y += 2 * size) {
                    String text = LINES.get(line++ % LINES.size());
                    Rectangle box = draw(image, font(font, size), INKS.get(page % INKS.size()), text, y);
                    labels.add("%s,%d,%d,%d,%d,\"%s\"".formatted(name, box.x, box.y, box.width, box.height, text));
                }
                ImageIO.write(image, "png", folder.resolve(name).toFile());
                page++;
            }
        }
        Files.write(folder.resolve("labels.csv"), labels);
    }

    private Font font(String name, int size) throws IOException {
        try {
            return Font.createFont(Font.TRUETYPE_FONT, fonts.apply(name).toFile())
                    .deriveFont((float) size);
        } catch (FontFormatException e) {
            throw new IOException("%s is no font: %s".formatted(name, e.getMessage()), e);
        }
    }

    /** Every other page has noise. */
    private static BufferedImage paper(int page) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Color colour = PAPERS.get(page % PAPERS.size());
        Random random = new Random(page);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                int shift = page % 2 == 0 ? 0 : random.nextInt(2 * NOISE + 1) - NOISE;
                image.setRGB(
                        x,
                        y,
                        Math.clamp(colour.getRed() + shift, 0, 255) << 16
                                | Math.clamp(colour.getGreen() + shift, 0, 255) << 8
                                | Math.clamp(colour.getBlue() + shift, 0, 255));
            }
        }
        return image;
    }

    private static Rectangle draw(BufferedImage image, Font font, Color ink, String text, int y) {
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setColor(ink);
            GlyphVector glyphs = font.createGlyphVector(graphics.getFontRenderContext(), text);
            graphics.drawGlyphVector(glyphs, LEFT, y);
            return glyphs.getPixelBounds(graphics.getFontRenderContext(), LEFT, y);
        } finally {
            graphics.dispose();
        }
    }
}
