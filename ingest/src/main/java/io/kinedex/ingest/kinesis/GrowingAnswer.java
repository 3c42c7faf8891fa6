package io.kinedex.ingest.kinesis;

import io.kinedex.ingest.kinesis.wire.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** An answer that begins when it has outgrown a buffer, so that what fails early can still be refused. One thread. */
final class GrowingAnswer extends OutputStream {
    private static final int KEPT_MAX = 64 << 10;

    private final HttpExchange http;
    private final Map<String, String> headers;
    private byte[] kept = new byte[1 << 10];
    private int length;
    private boolean abandoned;
    private @Nullable OutputStream begun;

    GrowingAnswer(HttpExchange http, Map<String, String> headers) {
        this.http = http;
        this.headers = headers;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        if (abandoned) {
            return;
        }
        OutputStream out = begun;
        if (out == null && length + count > KEPT_MAX) {
            out = http.stream(200, headers, OptionalLong.empty());
            begun = out;
            out.write(kept, 0, length);
        }
        if (out != null) {
            out.write(bytes, offset, count);
            return;
        }
        if (length + count > kept.length) {
            kept = Arrays.copyOf(kept, Math.min(KEPT_MAX, Math.max(2 * kept.length, length + count)));
        }
        System.arraycopy(bytes, offset, kept, length, count);
        length += count;
    }

    /** Nothing more is sent: the answer failed. */
    void abandon() {
        abandoned = true;
    }

    @Override
    public void close() throws IOException {
        OutputStream out = begun;
        if (abandoned) {
            return;
        }
        abandoned = true;
        if (out != null) {
            out.close();
        } else {
            http.send(200, headers, Arrays.copyOf(kept, length));
        }
    }
}
