package io.kinedex.ingest.emulator;

import static io.kinedex.ingest.emulator.FaultEffect.NO_BYTES;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;

/** Counts the bytes of an answer: cuts, stalls and slows them as planned. For one thread. */
final class FaultyBytes extends OutputStream {
    /** A drip falls this often. */
    private static final int DRIPS_PER_SECOND = 10;

    private final OutputStream out;
    private final CallPlan plan;
    private long sent;
    private boolean stalled;

    FaultyBytes(OutputStream out, CallPlan plan) {
        this.out = out;
        this.plan = plan;
    }

    @Override
    public void write(int each) throws IOException {
        write(new byte[] {(byte) each}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        int at = from;
        int end = from + count;
        while (at < end) {
            int most = upTo(end - at);
            if (most > 0) {
                out.write(bytes, at, most);
                at += most;
                sent += most;
            }
            pause();
        }
    }

    /** How many may be sent before something is to happen. */
    private int upTo(int count) throws IOException {
        if (sent == plan.cutAfter()) {
            out.flush();
            throw Ending.cut(plan.reset());
        }
        long most = count;
        if (plan.cutAfter() != NO_BYTES) {
            most = Math.min(most, plan.cutAfter() - sent);
        }
        if (plan.stallAfter() != NO_BYTES && !stalled) {
            most = Math.min(most, plan.stallAfter() - sent);
        }
        if (plan.bytesPerSecond() > 0) {
            most = Math.min(most, Math.max(1, plan.bytesPerSecond() / DRIPS_PER_SECOND));
        }
        return (int) most;
    }

    private void pause() throws IOException {
        if (sent == plan.stallAfter() && !stalled) {
            stalled = true;
            out.flush();
            sleep(plan.stall());
        }
        if (plan.bytesPerSecond() > 0) {
            out.flush();
            long drip = Math.max(1, plan.bytesPerSecond() / DRIPS_PER_SECOND);
            sleep(Duration.ofNanos(1_000_000_000L * drip / plan.bytesPerSecond()));
        }
    }

    /** Waits; an interrupt is an end of the call and stays set. */
    static void sleep(Duration time) throws InterruptedIOException {
        try {
            Thread.sleep(time);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the call has ended during a fault");
        }
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
