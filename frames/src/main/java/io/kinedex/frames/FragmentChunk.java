package io.kinedex.frames;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A stored fragment on its way out as Kinesis Video sends it: a document of its own in a segment of unknown size, with
 * the service's tags around its cluster. Tags that an earlier service put in are left out, and so are indexes and
 * padding, whose places are no longer true. Only heads of elements are read before it is sent, and nothing of its media
 * is kept in memory. For one thread.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesisvideostreams/latest/dg/API_dataplane_GetMedia.html">GetMedia</a>
 */
public final class FragmentChunk {
    private final FileChannel file;
    private final List<Part> lead;
    private final List<Part> rest;

    FragmentChunk(FileChannel file, List<Part> lead, List<Part> rest) {
        this.file = file;
        this.lead = List.copyOf(lead);
        this.rest = List.copyOf(rest);
    }

    /** A stretch of what is sent. */
    sealed interface Part {
        /** Bytes that differ from the stored ones. */
        record Bytes(byte[] bytes) implements Part {}

        /** Stored bytes. */
        record Range(long from, long to) implements Part {}
    }

    /**
     * Looks at a fragment that is stored in a file.
     *
     * @throws FramesException where it is no fragment
     * @throws IOException     where the file cannot be read
     */
    public static FragmentChunk of(FileChannel file, long offset, long length) throws IOException {
        ChunkScan scan = new ChunkScan(file, offset, length);
        scan.run();
        return new FragmentChunk(file, scan.lead(), scan.rest());
    }

    /**
     * Sends the fragment.
     *
     * @param before tags between the fragment's description and its cluster
     * @param after  tags behind the cluster
     * @param buffer through which the bytes go; backed by an array
     * @return bytes sent
     */
    public long write(OutputStream out, Map<String, String> before, Map<String, String> after, ByteBuffer buffer)
            throws IOException {
        byte[] head = TagsWriter.tags(before);
        byte[] tail = TagsWriter.tags(after);
        long sent = send(lead, out, buffer);
        out.write(head);
        sent += send(rest, out, buffer);
        out.write(tail);
        return sent + head.length + tail.length;
    }

    /** A document that holds tags and no media, as an error is sent in the middle of an answer. */
    public static byte[] tagsOnly(Map<String, String> tags) {
        return ProducerCluster.join(List.of(EBML_HEADER, SegmentState.OPEN_SEGMENT, TagsWriter.tags(tags)));
    }

    private static final byte[] EBML_HEADER = header();

    private static byte[] header() {
        List<byte[]> children = new ArrayList<>();
        children.add(TagsWriter.element(EbmlIds.EBML_VERSION, new byte[] {1}));
        children.add(TagsWriter.element(EbmlIds.EBML_READ_VERSION, new byte[] {1}));
        children.add(TagsWriter.element(EbmlIds.EBML_MAX_ID_LENGTH, new byte[] {Vint.ID_BYTES_MAX}));
        children.add(TagsWriter.element(EbmlIds.EBML_MAX_SIZE_LENGTH, new byte[] {Vint.SIZE_BYTES_MAX}));
        children.add(TagsWriter.element(EbmlIds.DOC_TYPE, new byte[] {'m', 'a', 't', 'r', 'o', 's', 'k', 'a'}));
        children.add(TagsWriter.element(EbmlIds.DOC_TYPE_VERSION, new byte[] {4}));
        children.add(TagsWriter.element(EbmlIds.DOC_TYPE_READ_VERSION, new byte[] {2}));
        return TagsWriter.element(EbmlIds.EBML, ProducerCluster.join(children));
    }

    private long send(List<Part> parts, OutputStream out, ByteBuffer buffer) throws IOException {
        long sent = 0;
        for (Part part : parts) {
            switch (part) {
                case Part.Bytes(byte[] bytes) -> {
                    out.write(bytes);
                    sent += bytes.length;
                }
                case Part.Range(long from, long to) -> {
                    send(from, to, out, buffer);
                    sent += to - from;
                }
            }
        }
        return sent;
    }

    private void send(long from, long to, OutputStream out, ByteBuffer buffer) throws IOException {
        long at = from;
        while (at < to) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), to - at));
            int got = file.read(buffer, at);
            if (got < 0) {
                throw new IOException("the file ends at byte %d in a fragment that ends at byte %d".formatted(at, to));
            }
            out.write(buffer.array(), buffer.arrayOffset(), got);
            at += got;
        }
    }
}
