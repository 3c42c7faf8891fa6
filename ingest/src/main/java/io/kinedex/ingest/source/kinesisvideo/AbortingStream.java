package io.kinedex.ingest.source.kinesisvideo;

import java.io.FilterInputStream;
import software.amazon.awssdk.core.ResponseInputStream;

/** An answer without an end: closing it cuts the connection instead of reading the rest. For one thread. */
final class AbortingStream extends FilterInputStream {
    private final ResponseInputStream<?> answer;

    AbortingStream(ResponseInputStream<?> answer) {
        super(answer);
        this.answer = answer;
    }

    @Override
    public void close() {
        answer.abort();
    }
}
