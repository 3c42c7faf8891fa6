package io.kinedex.ingest.cli;

import io.kinedex.metadata.record.Sighting;

/** Sightings as tables show them. Stateless. */
public final class SightingText {
    private static final int TEXT_MAX = 60;

    private SightingText() {}

    /** What was said or written, in quotes and shortened; else the label. */
    public static String what(Sighting sighting) {
        String text = sighting.wording().text().strip();
        if (text.isEmpty()) {
            return sighting.label();
        }
        int shown = text.offsetByCodePoints(0, Math.min(TEXT_MAX, text.codePointCount(0, text.length())));
        return '"' + text.substring(0, shown) + (shown < text.length() ? "…" : "") + '"';
    }
}
