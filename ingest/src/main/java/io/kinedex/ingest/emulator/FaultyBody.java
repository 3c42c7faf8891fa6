package io.kinedex.ingest.emulator;

import java.io.IOException;
import java.io.InputStream;

/** The request of PutMedia, which ends with the connection after so many bytes. For one thread. */
final class FaultyBody extends InputStream {
    private final InputStream in;
    private final FaultyExchange exchange;
    private final CallPlan plan;
    private long rest;

    FaultyBody(InputStream in, FaultyExchange exchange, CallPlan plan) {
        this.in = in;
        this.exchange = exchange;
        this.plan = plan;
        this.rest = plan.cutAfter();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int from, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        if (rest == 0) {
            throw exchange.ends(Ending.cut(plan.reset()));
        }
        int got = in.read(bytes, from, (int) Math.min(count, rest));
        rest -= Math.max(0, got);
        return got;
    }
}
