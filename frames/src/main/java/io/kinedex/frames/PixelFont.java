package io.kinedex.frames;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Capitals, digits and a few signs of three by five dots, so that labels need no fonts of the machine. Stateless. */
final class PixelFont {
    static final int HEIGHT = 5;
    private static final int WIDTH = 3;
    private static final int ADVANCE = WIDTH + 1;

    /** Each glyph as five octal digits, top row first; 4 is the left dot, 1 the right one. */
    private static final String GLYPHS = """
            A 25755
            B 65656
            C 34443
            D 65556
            E 74647
            F 74644
            G 34553
            H 55755
            I 72227
            J 11152
            K 55655
            L 44447
            M 57755
            N 65555
            O 25552
            P 65644
            Q 25563
            R 65655
            S 34216
            T 72222
            U 55557
            V 55522
            W 55775
            X 55255
            Y 55222
            Z 71247
            0 75557
            1 26227
            2 61247
            3 61216
            4 55711
            5 74616
            6 34757
            7 71122
            8 75757
            9 75716
            . 00002
            , 00024
            - 00700
            _ 00007
            : 02020
            % 51245
            / 11244
            ( 12221
            ) 42224
            # 57575
            + 02720
            = 07070
            """;

    private static final Map<Character, Integer> DOTS = parse();

    private PixelFont() {}

    /** Takes a dot of the text. */
    interface Dots {
        void at(int column, int row);
    }

    /** Width of the text in dots. */
    static int width(String text) {
        return Math.max(0, text.length() * ADVANCE - 1);
    }

    static void dots(String text, Dots sink) {
        String capitals = text.toUpperCase(Locale.ROOT);
        for (int i = 0; i < Math.min(text.length(), capitals.length()); i++) {
            int glyph = DOTS.getOrDefault(capitals.charAt(i), 0);
            for (int dot = 0; dot < WIDTH * HEIGHT; dot++) {
                if ((glyph >> (WIDTH * HEIGHT - 1 - dot) & 1) != 0) {
                    sink.at(i * ADVANCE + dot % WIDTH, dot / WIDTH);
                }
            }
        }
    }

    private static Map<Character, Integer> parse() {
        Map<Character, Integer> dots = new HashMap<>();
        GLYPHS.lines().forEach(line -> dots.put(line.charAt(0), Integer.parseInt(line.substring(2), 8)));
        return dots;
    }
}
