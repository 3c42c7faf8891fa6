package io.kinedex.metadata.delivery;

import io.kinedex.metadata.profile.RecordForm;
import io.kinedex.metadata.stream.PublishedRecord;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** A line for each message. One thread at a time. */
final class JsonLinesWriter implements ObjectWriter {
    private static final int BUFFER_BYTES = 16 * 1024;

    private final OutputStream out;
    private final RecordForm form;
    private long bytes;

    JsonLinesWriter(Path file, RecordForm form, boolean gzip) throws IOException {
        this.form = form;
        OutputStream raw = new BufferedOutputStream(new FileOutputStream(file.toFile()), BUFFER_BYTES);
        this.out = gzip ? new GZIPOutputStream(raw, BUFFER_BYTES) : raw;
    }

    @Override
    public boolean append(PublishedRecord record) throws IOException {
        long before = bytes;
        for (byte[] line : form.payloads(record)) {
            out.write(line);
            out.write('\n');
            bytes += line.length + 1;
        }
        return bytes > before;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
