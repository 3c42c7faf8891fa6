package io.kinedex.metadata.delivery;

import io.kinedex.metadata.stream.PublishedRecord;
import io.kinedex.metadata.stream.SequenceNumber;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An object to which records are still added. One thread. */
final class OpenObject {
    private static final Logger LOG = LoggerFactory.getLogger(OpenObject.class);
    private static final int IDENTITY_CHARS = 8;

    private final DeliveryOptions options;
    private final Partition partition;
    private final SequenceNumber first;
    private final Path file;
    private final ObjectWriter writer;
    private SequenceNumber last;
    private long records;

    OpenObject(DeliveryOptions options, Partition partition, SequenceNumber first) throws IOException {
        this.options = options;
        this.partition = partition;
        this.first = first;
        this.last = first;
        this.file = options.spool().resolve("object-%019d".formatted(first.value()));
        Files.createDirectories(options.spool());
        this.writer = switch (options.format()) {
            case JSON_LINES -> new JsonLinesWriter(file, options.form(), false);
            case JSON_LINES_GZIP -> new JsonLinesWriter(file, options.form(), true);
            case PARQUET -> new ParquetObjectWriter(file);
        };
    }

    boolean take(PublishedRecord record) throws IOException {
        boolean said = writer.append(record);
        if (said) {
            last = record.sequence();
            records++;
        }
        return said;
    }

    long bytes() {
        return writer.bytes();
    }

    SpooledObject seal(String identity) throws IOException {
        writer.close();
        DurableSpool.force(file);
        return new SpooledObject(
                String.valueOf(file.getFileName()),
                options.target().bucket(),
                key(identity),
                options.format().contentType(),
                options.format().contentEncoding(),
                DurableSpool.sha256(file),
                Files.size(file),
                records);
    }

    /**
     * The range of sequence numbers makes the name unique in a stream, the beginning of the stream's identity in a bucket: a
     * new stream counts from 1 again and must not write over what the old one delivered.
     */
    private String key(String identity) {
        return options.target().prefix()
                + partition.path(options.target().layout())
                + "%019d-%019d-%s%s"
                        .formatted(
                                first.value(),
                                last.value(),
                                identity.substring(0, Math.min(IDENTITY_CHARS, identity.length())),
                                options.format().extension());
    }

    void discard() {
        try {
            writer.close();
        } catch (IOException e) {
            LOG.debug("{} is thrown away anyway", file, e);
        }
        DurableSpool.delete(file);
    }
}
