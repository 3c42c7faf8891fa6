package io.kinedex.ingest.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** What the machine itself can do, with nothing of Kinedex in it, in megabytes a second. Stateless. */
final class MachineLimits {
    private static final int PIECE_BYTES = 128 << 10;

    private MachineLimits() {}

    /** Bytes through a socket over loopback, a thread at each end. */
    static double socket(long bytes, ExecutorService threads)
            throws IOException, InterruptedException, ExecutionException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept()) {
            Stopwatch watch = new Stopwatch();
            Future<?> writing = threads.submit(() -> {
                OutputStream out = client.getOutputStream();
                byte[] piece = new byte[PIECE_BYTES];
                for (long left = bytes; left > 0; left -= PIECE_BYTES) {
                    out.write(piece, 0, (int) Math.min(left, PIECE_BYTES));
                }
                return null;
            });
            InputStream in = accepted.getInputStream();
            byte[] piece = new byte[PIECE_BYTES];
            for (long left = bytes; left > 0; ) {
                int got = in.read(piece);
                if (got < 0) {
                    throw new IOException("the socket ends %d bytes early".formatted(left));
                }
                left -= got;
            }
            writing.get();
            return bytes / 1e6 / watch.seconds();
        }
    }

    /** Bytes to a file that is forced to the disk whenever so many more were written. */
    static double disk(Path file, long bytes, int forcedBytes) throws IOException {
        ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES);
        byte[] noise = new byte[PIECE_BYTES];
        new Random(1).nextBytes(noise);
        piece.put(noise);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            Stopwatch watch = new Stopwatch();
            long forced = 0;
            for (long written = 0; written < bytes; ) {
                piece.clear()
                        .limit((int) Math.min(PIECE_BYTES, Math.min(bytes - written, forced + forcedBytes - written)));
                written += channel.write(piece);
                if (written == forced + forcedBytes || written == bytes) {
                    channel.force(false);
                    forced = written;
                }
            }
            return bytes / 1e6 / watch.seconds();
        }
    }
}
