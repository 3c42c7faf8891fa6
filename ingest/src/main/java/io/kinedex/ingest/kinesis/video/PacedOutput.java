package io.kinedex.ingest.kinesis.video;

import io.kinedex.ingest.kinesis.Rate;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;

/** An answer that leaves no faster than it may. For one thread. */
final class PacedOutput extends FilterOutputStream {
    private final Rate rate;

    /** @param bytesPerSecond 0 for no limit */
    PacedOutput(OutputStream out, long bytesPerSecond) {
        super(out);
        this.rate = new Rate(bytesPerSecond, System::nanoTime);
    }

    @Override
    public void write(int each) throws IOException {
        write(new byte[] {(byte) each}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        out.write(bytes, from, count);
        rate.charge(count);
        long owed = rate.millisOwed();
        if (owed > 0) {
            pause(owed);
        }
    }

    private void pause(long millis) throws IOException {
        out.flush();
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the answer is held back");
        }
    }
}
