package io.kinedex.metadata.delivery;

import io.kinedex.metadata.stream.PublishedRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * What goes into one object: records of one stream that arrived within one hour (UTC). Arrival never steps back, so that an
 * hour is complete once a later one is there; producers' clocks would open old hours again.
 */
record Partition(String stream, Instant hour) {
    private static final String SAFE = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

    static Partition of(PublishedRecord record) {
        return new Partition(record.record().stream(), record.arrival().truncatedTo(ChronoUnit.HOURS));
    }

    /** The layout with its placeholders filled. */
    String path(String layout) {
        LocalDateTime time = LocalDateTime.ofInstant(hour, ZoneOffset.UTC);
        return layout.replace("{year}", "%04d".formatted(time.getYear()))
                .replace("{month}", "%02d".formatted(time.getMonthValue()))
                .replace("{day}", "%02d".formatted(time.getDayOfMonth()))
                .replace("{hour}", "%02d".formatted(time.getHour()))
                .replace("{stream}", safe(stream));
    }

    /** S3's safe characters stay, all else is percent-encoded, as Hive does with values of partitions. */
    private static String safe(String name) {
        StringBuilder out = new StringBuilder(name.length());
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            out.append(SAFE.indexOf(c) >= 0 ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
        }
        return out.toString();
    }
}
