package io.kinedex.metadata.delivery;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How an object holds its records. Immutable; any thread. */
public enum DeliveryFormat {
    /** A line of JSON for each message. */
    JSON_LINES(".jsonl", "application/x-ndjson", ""),
    /** The same, compressed. */
    JSON_LINES_GZIP(".jsonl.gz", "application/x-ndjson", "gzip"),
    /** Apache Parquet: a row for each record, with its frames and sightings as nested lists. */
    PARQUET(".parquet", "application/vnd.apache.parquet", "");

    private final String extension;
    private final String contentType;
    private final String contentEncoding;

    DeliveryFormat(String extension, String contentType, String contentEncoding) {
        this.extension = extension;
        this.contentType = contentType;
        this.contentEncoding = contentEncoding;
    }

    /** Of the objects' names, with its dot. */
    public String extension() {
        return extension;
    }

    public String contentType() {
        return contentType;
    }

    /** Empty where there is none. */
    public String contentEncoding() {
        return contentEncoding;
    }

    /** The format's name in configuration files. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The format of that name.
     *
     * @throws IllegalArgumentException where there is none; the message lists those that are
     */
    public static DeliveryFormat of(String key) {
        return Arrays.stream(values())
                .filter(format -> format.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("format '%s' must be one of: %s"
                        .formatted(
                                key,
                                Arrays.stream(values()).map(DeliveryFormat::key).collect(Collectors.joining(", ")))));
    }
}
