package io.kinedex.metadata.kinesis;

import io.kinedex.metadata.MetadataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps what the other side does not take for its size: one payload a line, at the end of a file. One thread at a time. */
final class TooLargeFile {
    private static final long BYTES_MAX = 1L << 30;

    private final Path file;

    TooLargeFile(Path file) {
        this.file = file;
    }

    /**
     * The payload is on disk when this returns.
     *
     * @throws MetadataException DISK where it cannot be written, or the file has grown past 1 GiB
     */
    void add(byte[] payload) throws InterruptedException {
        ByteBuffer line = ByteBuffer.allocate(payload.length + 1);
        line.put(payload).put((byte) '\n').flip();
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            try (FileChannel out = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
                if (out.size() > BYTES_MAX) {
                    throw new MetadataException(
                            MetadataException.Code.DISK,
                            "%s has more than %d bytes of records that were too large to send; move it away to go on"
                                    .formatted(file, BYTES_MAX));
                }
                while (line.hasRemaining()) {
                    out.write(line);
                }
                out.force(true);
            }
        } catch (ClosedByInterruptException e) {
            Thread.interrupted();
            InterruptedException interrupt = new InterruptedException();
            interrupt.initCause(e);
            throw interrupt;
        } catch (IOException e) {
            throw new MetadataException(
                    MetadataException.Code.DISK, "%s cannot be written: %s".formatted(file, e.getMessage()), e);
        }
    }
}
