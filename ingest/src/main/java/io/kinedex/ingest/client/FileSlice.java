package io.kinedex.ingest.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongConsumer;

/** Part of a file, read in order; tells how much was read. One thread at a time. */
final class FileSlice extends InputStream {
    private final FileChannel channel;
    private final LongConsumer read;
    private final long length;
    private long position;

    private FileSlice(FileChannel channel, long length, LongConsumer read) {
        this.channel = channel;
        this.length = length;
        this.read = read;
    }

    static FileSlice open(Path file, long offset, long length, LongConsumer read) {
        try {
            return new FileSlice(FileChannel.open(file, StandardOpenOption.READ).position(offset), length, read);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int count) throws IOException {
        if (position == length) {
            return -1;
        }
        int n = channel.read(ByteBuffer.wrap(target, from, (int) Math.min(count, length - position)));
        if (n < 0) {
            throw new IOException("the file became shorter while it was sent");
        }
        position += n;
        read.accept(position);
        return n;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
