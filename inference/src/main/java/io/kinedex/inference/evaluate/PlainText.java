package io.kinedex.inference.evaluate;

import java.text.Normalizer;
import java.util.Locale;

/**
 * Makes texts comparable that differ in spelling only. Roughly what Whisper's evaluation does (Radford et al. 2022, appendix
 * C) for any language: Unicode's compatibility form, lower case, nothing in brackets, no punctuation or symbols, single
 * spaces. Apostrophes inside of words go without leaving a gap, marks on letters stay, mr, mrs and dr are written out; numbers
 * stay as they are written.
 * Stateless.
 */
public final class PlainText {
    private PlainText() {}

    public static String of(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .replaceAll("\\[[^\\]]*\\]|\\([^)]*\\)", " ")
                .replaceAll("(?<=\\p{L})['\u2019](?=\\p{L})", "")
                .replaceAll("[\\p{P}\\p{S}]", " ")
                .replaceAll("\\bmr\\b", "mister")
                .replaceAll("\\bmrs\\b", "missus")
                .replaceAll("\\bdr\\b", "doctor")
                .replaceAll("[\\s\\p{Z}]+", " ")
                .strip();
    }

    /** Only what cannot be seen is made alike: one form of each character, single spaces. */
    public static String asWritten(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC)
                .replaceAll("[\\s\\p{Z}]+", " ")
                .strip();
    }
}
