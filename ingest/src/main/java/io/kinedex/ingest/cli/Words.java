package io.kinedex.ingest.cli;

import java.time.Duration;
import java.util.Locale;

/** Quantities as people read them. */
final class Words {
    private Words() {}

    /** Such as {@code 0.40 s}, {@code 12.5 s}, {@code 3:05 min}, {@code 1:02:03 h}. */
    static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds >= 3600) {
            return "%d:%02d:%02d h".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60);
        }
        if (seconds >= 60) {
            return "%d:%02d min".formatted(seconds / 60, seconds % 60);
        }
        return String.format(Locale.ROOT, seconds >= 10 ? "%.1f s" : "%.2f s", duration.toMillis() / 1000.0);
    }

    /** In powers of 1024, such as {@code 312 B} or {@code 4.2 MiB}. */
    static String bytes(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        String[] units = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
        double value = bytes;
        int unit = -1;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, value >= 100 ? "%.0f %s" : "%.1f %s", value, units[unit]);
    }

    /** With the noun in the plural where there is not exactly one. */
    static String count(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
