package io.kinedex.ingest.kinesis;

import java.util.function.LongSupplier;

/**
 * So much a second, with a second's worth saved up at the most. What is larger than that is let through when all is saved
 * up, and paid off afterwards. Any thread.
 */
public final class Rate {
    private final double perSecond;
    private final LongSupplier nanos;
    private double saved;
    private long looked;

    /** @param perSecond 0 for no limit */
    public Rate(long perSecond, LongSupplier nanos) {
        this.perSecond = perSecond;
        this.nanos = nanos;
        this.saved = perSecond;
        this.looked = nanos.getAsLong();
    }

    /** Whether the amount may pass now; it is taken then. */
    public synchronized boolean take(long amount) {
        if (perSecond == 0) {
            return true;
        }
        save();
        if (saved < Math.min(amount, perSecond)) {
            return false;
        }
        saved -= amount;
        return true;
    }

    /** Whether nothing is owed for what passed before. */
    public synchronized boolean isOpen() {
        save();
        return perSecond == 0 || saved > 0;
    }

    /** Takes what has passed already. */
    public synchronized void charge(long amount) {
        if (perSecond > 0) {
            save();
            saved -= amount;
        }
    }

    /** How long until nothing is owed. */
    public synchronized long millisOwed() {
        save();
        return perSecond == 0 || saved >= 0 ? 0 : (long) Math.ceil(-saved / perSecond * 1000);
    }

    private void save() {
        long now = nanos.getAsLong();
        saved = Math.min(perSecond, saved + (now - looked) / 1e9 * perSecond);
        looked = now;
    }
}
