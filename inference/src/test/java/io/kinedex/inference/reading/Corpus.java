package io.kinedex.inference.reading;

import io.kinedex.inference.TestPictures;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** 24 pictures of 720 lines with five lines each: four fonts, 16 to 48 pixels, faint to clear, level and turned. */
final class Corpus {
    private static final List<String> TEXTS = List.of(
            "EXIT 42 North Station",
            "Departures on time",
            "Gate B12 is open",
            "Please mind the gap",
            "Total: 128.50 EUR",
            "Breaking news tonight",
            "Ada Lovelace, Engineer",
            "SPEED LIMIT 30",
            "https://example.org/index.html",
            "user@host:~$ ls -la /tmp",
            "Hello World!",
            "No smoking beyond this point",
            "Platform 9 to Kings Cross",
            "Temperature 21.5 C",
            "WARNING: high voltage",
            "Open 08:00 - 18:30");
    private static final float[] SIZES = {16, 20, 24, 32, 48};
    private static final int PICTURES = 24;

    private Corpus() {}

    static List<Sign> signs() {
        Random random = new Random(7);
        List<Sign> signs = new ArrayList<>();
        for (int s = 0; s < PICTURES; s++) {
            boolean photo = s % 3 == 2;
            int ground = random.nextBoolean() ? 30 + random.nextInt(40) : 190 + random.nextInt(60);
            int contrast = 50 + random.nextInt(150);
            int ink = ground < 128 ? Math.min(255, ground + contrast) : Math.max(0, ground - contrast);
            Sign sign = photo
                    ? new Sign(TestPictures.photo(s % 2 == 0 ? "three-men.jpg" : "black-car.jpg", 1280))
                    : new Sign(1280, 720, new Color(ground, ground, Math.min(255, ground + 10)));
            double degrees = s % 4 == 3 ? random.nextInt(17) - 8 : 0;
            for (int line = 0; line < SIZES.length; line++) {
                String text = TEXTS.get((s * SIZES.length + line) % TEXTS.size());
                float size = SIZES[(line + s) % SIZES.length];
                int x = 60 + random.nextInt(300);
                int y = 80 + 110 * line + (degrees < 0 ? 60 : 0);
                Color colour = photo
                        ? sign.ink(x, y, (int) (text.length() * size * 0.6), (int) size)
                        : new Color(ink, ink, ink);
                sign.write(text, Sign.FONTS.get((s + line) % Sign.FONTS.size()), size, colour, x, y, degrees);
            }
            signs.add(sign);
        }
        return signs;
    }
}
