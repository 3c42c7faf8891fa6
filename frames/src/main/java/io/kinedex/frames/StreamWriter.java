package io.kinedex.frames;

import static org.bytedeco.ffmpeg.global.avformat.avio_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avio_context_free;
import static org.bytedeco.ffmpeg.global.avutil.av_free;
import static org.bytedeco.ffmpeg.global.avutil.av_malloc;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.Write_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.presets.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** An output stream under one of FFmpeg's muxers, which writes forward only. For one thread. */
final class StreamWriter implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 << 10;
    private static final ConcurrentHashMap<Long, StreamWriter> OPEN = new ConcurrentHashMap<>();
    private static final AtomicLong KEYS = new AtomicLong(1);
    private static final Writer WRITER = new Writer();

    private final long key = KEYS.getAndIncrement();
    private final OutputStream out;
    private final AVIOContext io;
    private @Nullable IOException failure;

    StreamWriter(OutputStream out) {
        this.out = out;
        OPEN.put(key, this);
        BytePointer buffer = new BytePointer(av_malloc(BUFFER_BYTES));
        io = avio_alloc_context(buffer, BUFFER_BYTES, 1, new Deadline.Key(key), null, WRITER, null);
    }

    AVIOContext io() {
        return io;
    }

    /** FFmpeg keeps an error number only; this keeps the reason. */
    void requireWritten() {
        IOException reason = failure;
        if (reason != null) {
            throw new FramesException(
                    FramesException.Code.WRITE_FAILED, "writing a clip failed: " + reason.getMessage(), reason);
        }
    }

    @Override
    public void close() {
        if (!io.isNull()) {
            av_free(io.buffer());
            avio_context_free(io);
            io.setNull();
        }
        OPEN.remove(key);
    }

    private int write(BytePointer buffer, int size) {
        if (failure != null) {
            return avutil.AVERROR_EIO();
        }
        byte[] bytes = new byte[size];
        buffer.capacity(size).get(bytes);
        try {
            out.write(bytes);
            return size;
        } catch (IOException e) {
            failure = e;
            return avutil.AVERROR_EIO();
        }
    }

    private static final class Writer extends Write_packet_Pointer_BytePointer_int {
        @Override
        public int call(Pointer opaque, BytePointer buffer, int size) {
            StreamWriter writer = OPEN.get(opaque.address());
            return writer == null ? avutil.AVERROR_EIO() : writer.write(buffer, size);
        }
    }
}
