package io.kinedex.frames;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a reader knows of the segment it is in: its end, its Info and Tracks, the tags that hold for all its fragments,
 * and the bytes that make a later fragment of it a document of its own. For one thread.
 */
final class SegmentState {
    static final long UNKNOWN_END = -1;

    /** A segment's id and an unknown size. */
    static final byte[] OPEN_SEGMENT = {
        0x18,
        0x53,
        (byte) 0x80,
        0x67,
        0x01,
        (byte) 0xFF,
        (byte) 0xFF,
        (byte) 0xFF,
        (byte) 0xFF,
        (byte) 0xFF,
        (byte) 0xFF,
        (byte) 0xFF
    };

    private final byte[] ebmlHeader;
    private final long end;
    /** Offset and length, in the first fragment's bytes, of the segment's size. */
    private final int sizeAt;

    private final int sizeLength;

    private SegmentInfo info = SegmentInfo.DEFAULTS;
    private List<Track> tracks = List.of();
    private final Map<String, String> tags = new LinkedHashMap<>();
    private byte[] infoBytes = new byte[0];
    private byte[] tracksBytes = new byte[0];
    private final List<byte[]> tagsBytes = new ArrayList<>();
    private boolean first = true;
    private boolean dropped;
    private @Nullable FramesException damage;

    SegmentState(byte[] ebmlHeader, long end, int sizeAt, int sizeLength) {
        this.ebmlHeader = ebmlHeader;
        this.end = end;
        this.sizeAt = sizeAt;
        this.sizeLength = sizeLength;
    }

    SegmentInfo info() {
        return info;
    }

    List<Track> tracks() {
        return tracks;
    }

    Map<String, String> tags() {
        return tags;
    }

    void info(SegmentInfo parsed, byte[] bytes) {
        info = parsed;
        infoBytes = bytes;
    }

    void tracks(List<Track> parsed, byte[] bytes) {
        tracks = List.copyOf(parsed);
        tracksBytes = bytes;
    }

    void addTags(Map<String, String> parsed, byte[] bytes) {
        tags.putAll(parsed);
        tagsBytes.add(bytes);
    }

    /** Offset in the stream at which the segment ends, or {@link #UNKNOWN_END}. */
    long end() {
        return end;
    }

    boolean isEndKnown() {
        return end != UNKNOWN_END;
    }

    /** Whether what is kept begins with the segment's own head, so that it may go out as it came. */
    boolean isFirst() {
        return first;
    }

    /** From here on fragments need {@link #prefix()}. */
    void firstIsOver() {
        first = false;
    }

    /** Notes that an element was left out of the first fragment. */
    void noteDropped() {
        dropped = true;
    }

    /** A reason why no fragment of this segment can be trusted. */
    @Nullable
    FramesException damage() {
        return damage;
    }

    void damaged(FramesException reason) {
        damage = reason;
    }

    /**
     * Whether the size in the segment's head has to become unknown before its first fragment goes out: unless the
     * fragment reaches just to the segment's end.
     */
    boolean mustOpenEnd(long position) {
        return first && isEndKnown() && (dropped || position != end);
    }

    /** Where the segment's size lies in its first fragment. */
    int sizeAt() {
        return sizeAt;
    }

    /** An unknown size, in as many bytes as the segment's own takes. */
    byte[] unknownSize() {
        byte[] size = new byte[sizeLength];
        Arrays.fill(size, (byte) 0xFF);
        size[0] = (byte) (0xFF >> (sizeLength - 1));
        return size;
    }

    /** The EBML header, a segment of unknown size, Info, Tracks and the tags that hold for all. */
    byte[] prefix() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(ebmlHeader);
        bytes.writeBytes(OPEN_SEGMENT);
        bytes.writeBytes(infoBytes);
        bytes.writeBytes(tracksBytes);
        tagsBytes.forEach(bytes::writeBytes);
        return bytes.toByteArray();
    }
}
