package io.kinedex.frames;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Takes a producer's endless Matroska stream apart, the body of a PutMedia call, as it comes: every cluster is a
 * fragment. Says when one begins, passes its bytes on and says what it held; a fragment is never in memory, so that its
 * size costs nothing. {@link FragmentReader} is for fragments to be used, this is for fragments to be stored. For one
 * thread.
 *
 * <p>Segments and clusters may have an unknown size. Tags before a segment's first cluster belong to all its fragments,
 * tags between two clusters to the one behind them. The service's own tags are left out, as are indexes and padding.
 *
 * <p>A {@link FramesException} is final: the stream cannot be followed any further.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesisvideostreams/latest/dg/API_dataplane_PutMedia.html">PutMedia</a>
 */
public final class ProducerStream implements AutoCloseable {
    /** Bytes of a Tracks, Info or Tags element at most. */
    private static final int SIDE_BYTES_MAX = 1 << 20;

    private static final int CLUSTER_START_BYTES_MAX = 4096;

    private final ByteIntake in;
    private final long clusterBytesMax;
    private byte @Nullable [] ebmlHeader;
    private @Nullable ProducerSegment segment;
    private @Nullable ClusterPassage open;

    /** @param clusterBytesMax what is passed on of one cluster at most */
    public ProducerStream(InputStream in, long clusterBytesMax) {
        this.in = new ByteIntake(in);
        this.clusterBytesMax = clusterBytesMax;
    }

    /**
     * Waits for the next fragment to begin, after what is left of the last one; empty at the clean end of the stream.
     *
     * @throws FramesException where the stream breaks Matroska's rules, ends inside of an element or cannot be read
     */
    public Optional<ProducerCluster> next() {
        if (open != null) {
            skipRest();
        }
        while (in.look()) {
            ProducerSegment current = segment;
            if (current == null || in.id() == EbmlIds.EBML || in.id() == EbmlIds.SEGMENT) {
                outside();
            } else if (in.id() == EbmlIds.CLUSTER) {
                Optional<ProducerCluster> begun = begin(current);
                if (begun.isPresent()) {
                    return begun;
                }
            } else {
                beside(current);
            }
        }
        return Optional.empty();
    }

    /**
     * Passes the rest of the fragment that {@link #next} gave on to where it is kept, up to the limit.
     *
     * @throws IOException     where it cannot be kept
     * @throws FramesException as {@link #next}
     */
    public ClusterEnd transfer(OutputStream out) throws IOException {
        ClusterPassage passage = open;
        if (passage == null) {
            throw new IllegalStateException("no fragment has begun");
        }
        ClusterEnd end = passage.transfer(out);
        open = null;
        return end;
    }

    /** How many bytes have been read. */
    public long position() {
        return in.position();
    }

    @Override
    public void close() {
        in.close();
    }

    private void skipRest() {
        try {
            transfer(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new IllegalStateException("nothing was written", e);
        }
    }

    private void outside() {
        switch (in.id()) {
            case EbmlIds.EBML -> {
                byte[] header = in.element(EbmlHeader.BYTES_MAX);
                EbmlHeader.require(ProducerSegment.children(header, in.position()));
                ebmlHeader = header;
                segment = null;
            }
            case EbmlIds.SEGMENT -> {
                byte[] header = ebmlHeader;
                if (header == null) {
                    throw in.malformed("a segment before any EBML header");
                }
                segment = new ProducerSegment(header);
                in.skip(in.headLength());
            }
            case EbmlIds.VOID, EbmlIds.CRC_32 -> in.skip(in.length());
            default -> throw in.malformed("%s where a document should begin or go on".formatted(EbmlIds.name(in.id())));
        }
    }

    private void beside(ProducerSegment current) {
        switch (in.id()) {
            case EbmlIds.INFO -> current.info(in.element(SIDE_BYTES_MAX), in.position());
            case EbmlIds.TRACKS -> current.tracks(in.element(SIDE_BYTES_MAX), in.position());
            case EbmlIds.TAGS -> current.tags(in.element(SIDE_BYTES_MAX), in.position());
            default -> in.skip(in.length());
        }
    }

    /** Reads a cluster up to its timestamp; one that ends before is passed over. */
    private Optional<ProducerCluster> begin(ProducerSegment current) {
        long end = in.isSizeUnknown() ? ClusterPassage.UNKNOWN_END : in.position() + in.length();
        in.skip(in.headLength());
        ByteArrayOutputStream first = new ByteArrayOutputStream();
        while (in.position() != end && in.look()) {
            int id = in.id();
            if (end == ClusterPassage.UNKNOWN_END && EbmlIds.endsCluster(id)) {
                return Optional.empty();
            }
            if (id == EbmlIds.SIMPLE_BLOCK || id == EbmlIds.BLOCK_GROUP) {
                throw in.malformed("a cluster with blocks before its timestamp");
            }
            int headLength = in.headLength();
            byte[] child = in.element(CLUSTER_START_BYTES_MAX);
            first.writeBytes(child);
            if (id == EbmlIds.TIMESTAMP) {
                open = new ClusterPassage(in, end, clusterBytesMax, current, first.toByteArray());
                byte[] ticks = Arrays.copyOfRange(child, headLength, child.length);
                return Optional.of(current.cluster(ticks, first.toByteArray(), in.position()));
            }
        }
        return Optional.empty();
    }

    /** A checksum of what a cluster begins with, where its first child is a CRC-32. */
    static Optional<CRC32> checksum(byte[] first) {
        if (first.length < 6 || (first[0] & 0xFF) != EbmlIds.CRC_32 || (first[1] & 0xFF) != 0x84) {
            return Optional.empty();
        }
        CRC32 crc = new CRC32();
        crc.update(first, 6, first.length - 6);
        return Optional.of(crc);
    }

    /** The checksum that a cluster states in its first child. */
    static long statedChecksum(byte[] first) {
        return Integer.toUnsignedLong(
                Integer.reverseBytes(ByteBuffer.wrap(first).getInt(2)));
    }

    static Map<String, String> withoutService(Map<String, String> tags) {
        Map<String, String> users = new LinkedHashMap<>(tags);
        users.keySet().removeIf(UserTags::isOfService);
        return users;
    }
}
