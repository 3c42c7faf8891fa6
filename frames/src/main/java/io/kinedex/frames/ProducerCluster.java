package io.kinedex.frames;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The beginning of a fragment that is still arriving: what is known once its cluster's timestamp is in. Immutable; safe
 * for all threads.
 */
public final class ProducerCluster {
    /** Id and eight bytes of size. */
    private static final int CLUSTER_HEAD = 12;

    private final Duration timecode;
    private final List<Track> tracks;
    private final Map<String, String> tags;
    private final byte[] document;
    private final byte[] first;

    ProducerCluster(Duration timecode, List<Track> tracks, Map<String, String> tags, byte[] document, byte[] first) {
        this.timecode = timecode;
        this.tracks = List.copyOf(tracks);
        this.tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
        this.document = document;
        this.first = first;
    }

    /**
     * A document up to where a cluster's next child belongs.
     *
     * @param clusterSizeAt where in it the eight bytes of the cluster's size stand, unknown as yet
     */
    public record Opening(ByteBuffer bytes, int clusterSizeAt) {
        /** The size of the cluster that has so many bytes after the opening's, to be written over the unknown one. */
        public ByteBuffer clusterSize(long more) {
            long size = bytes.remaining() - clusterSizeAt - Long.BYTES + more;
            return ByteBuffer.allocate(Long.BYTES).putLong((1L << 56) | size).flip();
        }
    }

    /** The cluster's timestamp as the producer sent it. */
    public Duration timecode() {
        return timecode;
    }

    public List<Track> tracks() {
        return tracks;
    }

    /** What the producer's tags say of this fragment; none of the service's own. */
    public Map<String, String> tags() {
        return tags;
    }

    /** The fragment as a document of its own up to its first block, with the service's tags before the cluster. */
    public Opening opening(Map<String, String> serviceTags) {
        byte[] service = TagsWriter.tags(serviceTags);
        ByteBuffer bytes = ByteBuffer.allocate(document.length + service.length + CLUSTER_HEAD + first.length)
                .put(document)
                .put(service)
                .putInt(EbmlIds.CLUSTER)
                .putLong((1L << 57) - 1)
                .put(first)
                .flip();
        return new Opening(bytes.asReadOnlyBuffer(), document.length + service.length + Integer.BYTES);
    }

    static byte[] join(List<byte[]> parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        parts.forEach(out::writeBytes);
        return out.toByteArray();
    }
}
