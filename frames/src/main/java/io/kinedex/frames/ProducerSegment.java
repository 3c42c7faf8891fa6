package io.kinedex.frames;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a producer's segment says about the fragments in it. For one thread. */
final class ProducerSegment {
    private static final FragmentLimits LIMITS = FragmentLimits.DEFAULTS;

    private final byte[] ebmlHeader;
    private SegmentInfo info = SegmentInfo.DEFAULTS;
    private byte[] infoBytes = new byte[0];
    private List<Track> tracks = List.of();
    private byte[] tracksBytes = new byte[0];
    private final List<byte[]> leadingTags = new ArrayList<>();
    private final Map<String, String> leadingValues = new LinkedHashMap<>();
    private final List<byte[]> ownTags = new ArrayList<>();
    private final Map<String, String> ownValues = new LinkedHashMap<>();
    private boolean clusterSeen;

    ProducerSegment(byte[] ebmlHeader) {
        this.ebmlHeader = ebmlHeader;
    }

    static EbmlCursor children(byte[] element, long end) {
        EbmlCursor cursor = new EbmlCursor(ByteBuffer.wrap(element), 0, element.length, end - element.length);
        cursor.next();
        return cursor.children();
    }

    SegmentInfo info() {
        return info;
    }

    List<Track> tracks() {
        return tracks;
    }

    void info(byte[] element, long end) {
        info = SegmentInfo.parse(sound(element, end, "Info"));
        infoBytes = element;
    }

    void tracks(byte[] element, long end) {
        tracks = List.copyOf(TracksParser.parse(sound(element, end, "Tracks"), LIMITS.tracksMax()));
        tracksBytes = element;
    }

    void tags(byte[] element, long end) {
        Map<String, String> values =
                ProducerStream.withoutService(TagsParser.parse(sound(element, end, "Tags"), LIMITS));
        byte[] users = UserTags.keep(element);
        (clusterSeen ? ownTags : leadingTags).add(users);
        (clusterSeen ? ownValues : leadingValues).putAll(values);
        TagsParser.requireCount(leadingValues.size() + ownValues.size(), LIMITS);
        TagsParser.requireCount(leadingTags.size() + ownTags.size(), LIMITS);
    }

    /** The fragment that begins; it takes the tags before it along. */
    ProducerCluster cluster(byte[] timestamp, byte[] first, long position) {
        clusterSeen = true;
        Map<String, String> values = new LinkedHashMap<>(leadingValues);
        values.putAll(ownValues);
        List<byte[]> document = new ArrayList<>(List.of(ebmlHeader, SegmentState.OPEN_SEGMENT, infoBytes, tracksBytes));
        document.addAll(leadingTags);
        document.addAll(ownTags);
        ownTags.clear();
        ownValues.clear();
        return new ProducerCluster(
                timecode(timestamp, position), tracks, values, ProducerCluster.join(document), first);
    }

    private Duration timecode(byte[] timestamp, long position) {
        long ticks = 0;
        for (byte each : timestamp) {
            ticks = (ticks << Byte.SIZE) | (each & 0xFF);
        }
        long stated = ticks;
        if (timestamp.length > Long.BYTES || stated < 0) {
            throw FramesException.malformed(position, "a cluster timestamp past 2^63");
        }
        return info.nanos(stated)
                .map(Duration::ofNanos)
                .orElseThrow(() -> FramesException.malformed(
                        position, "a cluster timestamp of %d ticks of %d ns".formatted(stated, info.timestampScale())));
    }

    private static EbmlCursor sound(byte[] element, long end, String name) {
        EbmlCursor children = children(element, end);
        if (!children.checksumMatches()) {
            throw new FramesException(
                    FramesException.Code.CHECKSUM,
                    "the %s that ends at byte %d differs from its checksum".formatted(name, end));
        }
        return children;
    }
}
