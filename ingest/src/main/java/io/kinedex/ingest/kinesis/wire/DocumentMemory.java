package io.kinedex.ingest.kinesis.wire;

import io.kinedex.ingest.kinesis.AwsException;
import java.util.concurrent.Semaphore;

/** Bounds what all documents that are being received take together. Any thread; a share is one thread's. */
public final class DocumentMemory {
    private static final int BLOCK = 1 << 10;

    private final Semaphore blocks;

    public DocumentMemory(long bytes) {
        this.blocks = new Semaphore((int) Math.min(Integer.MAX_VALUE, bytes / BLOCK));
    }

    /** A document's share, empty at first. */
    public Share share() {
        return new Share();
    }

    /** What one document has taken; closing it gives it back. */
    public final class Share implements AutoCloseable {
        private int taken;

        private Share() {}

        /**
         * Makes the share as large as this.
         *
         * @throws AwsException ServiceUnavailableException where others have it all
         */
        void grow(long bytes) {
            int more = (int) ((bytes + BLOCK - 1) / BLOCK) - taken;
            if (more <= 0) {
                return;
            }
            if (!blocks.tryAcquire(more)) {
                throw new AwsException(
                        503, "ServiceUnavailableException", "too many documents are being received; try again");
            }
            taken += more;
        }

        @Override
        public void close() {
            blocks.release(taken);
            taken = 0;
        }
    }
}
