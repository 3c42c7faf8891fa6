package io.kinedex.ingest.kinesis.video;

import io.kinedex.frames.FragmentChunk;
import io.kinedex.frames.FragmentNumber;
import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.archive.FragmentArchive;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Map;
import java.util.Optional;

/** Sends fragments from the archive's files; keeps the file open that it reads from. For one thread. */
final class FragmentSender implements AutoCloseable {
    private static final int BUFFER_BYTES = 256 << 10;

    private final FragmentArchive archive;
    private final OutputStream out;
    private final VideoMetrics metrics;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private Optional<FileChannel> file = Optional.empty();
    private long segment = -1;

    FragmentSender(FragmentArchive archive, OutputStream out, VideoMetrics metrics) {
        this.archive = archive;
        this.out = out;
        this.metrics = metrics;
    }

    /**
     * Sends the fragment; all of it has left when this returns.
     *
     * @throws io.kinedex.ingest.IngestException NOT_FOUND where retention has removed it; nothing of it was sent then
     */
    void send(ArchivedFragment row, Map<String, String> before, Map<String, String> after) throws IOException {
        FragmentChunk chunk = FragmentChunk.of(file(row), row.offset(), row.length());
        metrics.sent(chunk.write(out, before, after, buffer));
        out.flush();
    }

    /**
     * Tells of an error in the middle of the answer.
     *
     * @param at the fragment that cannot be sent, or the one after which none can be
     */
    void error(FragmentNumber at, int id, String code) throws IOException {
        out.write(FragmentChunk.tagsOnly(ServiceTags.error(at, id, code)));
        out.flush();
    }

    /** Tells that one fragment of a list cannot be sent. */
    void exception(FragmentNumber number, int code, String message) throws IOException {
        out.write(FragmentChunk.tagsOnly(ServiceTags.exception(number, code, message)));
        out.flush();
    }

    private FileChannel file(ArchivedFragment row) throws IOException {
        if (file.isEmpty() || segment != row.segment()) {
            close();
            file = Optional.of(archive.open(row));
            segment = row.segment();
        }
        return file.get();
    }

    @Override
    public void close() throws IOException {
        if (file.isPresent()) {
            file.get().close();
            file = Optional.empty();
        }
    }
}
