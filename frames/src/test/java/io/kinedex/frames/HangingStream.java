package io.kinedex.frames;

import java.io.InputStream;

/** Gives its bytes, as a live stream does, and fails the test when somebody waits for more. */
final class HangingStream extends InputStream {
    private final byte[] bytes;
    private int at;

    HangingStream(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public int read() {
        if (at == bytes.length) {
            throw new AssertionError("read past byte %d, where a live stream would hang".formatted(at));
        }
        return bytes[at++] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (at == bytes.length) {
            return read();
        }
        int count = Math.min(length, bytes.length - at);
        System.arraycopy(bytes, at, target, offset, count);
        at += count;
        return count;
    }
}
