package io.kinedex.frames;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.RandomAccess;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a stream that can be decoded by itself: the unit of work. Its bytes are a whole Matroska document, so a
 * fragment can be kept, sent and read again alone. Immutable; safe for all threads.
 *
 * <p>A fragment may be empty: Kinesis Video sends some that have tags and no cluster.
 */
public final class Fragment {
    private final FragmentNumber number;
    private final Instant producerStart;
    private final @Nullable Instant serverTimestamp;
    private final Duration duration;
    private final List<Track> tracks;
    private final Map<String, String> tags;
    private final BlockTable table;
    private final ByteBuffer bytes;

    Fragment(
            FragmentNumber number,
            Instant producerStart,
            @Nullable Instant serverTimestamp,
            List<Track> tracks,
            Map<String, String> tags,
            BlockTable table,
            ByteBuffer bytes) {
        this.number = number;
        this.producerStart = producerStart;
        this.serverTimestamp = serverTimestamp;
        this.tracks = List.copyOf(tracks);
        this.tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
        this.table = table;
        this.bytes = bytes.asReadOnlyBuffer();
        this.duration = Duration.ofNanos(FragmentSpan.nanos(table, this.tracks));
    }

    /**
     * Reads a document that holds exactly one fragment, such as what {@link #bytes()} gave. Nothing is copied: the
     * array is the fragment's from now on and must not change.
     */
    public static Fragment parse(byte[] document, FragmentLimits limits) {
        return parse(ByteBuffer.wrap(document), limits);
    }

    /** Reads a document that holds exactly one fragment, from the buffer's position to its limit; copies nothing. */
    public static Fragment parse(ByteBuffer document, FragmentLimits limits) {
        try (FragmentReader reader = FragmentReader.of(document, limits)) {
            Fragment only = reader.next()
                    .orElseThrow(() -> new FramesException(FramesException.Code.EMPTY, "no fragment in the document"));
            if (reader.next().isPresent()) {
                throw new FramesException(
                        FramesException.Code.MALFORMED, "more than one fragment in a document that should hold one");
            }
            return only;
        }
    }

    /** The same fragment at another time; its bytes stay as they are. */
    public Fragment startingAt(Instant start) {
        return new Fragment(number, start, serverTimestamp, tracks, tags, table, bytes);
    }

    public FragmentNumber number() {
        return number;
    }

    /** When the fragment starts on the producer's clock: the time of its first cluster. */
    public Instant producerStart() {
        return producerStart;
    }

    /** When the service received the fragment, where the stream says so. */
    public Optional<Instant> serverTimestamp() {
        return Optional.ofNullable(serverTimestamp);
    }

    /**
     * From the start to the end of the block that ends last. A block without a duration lasts as long as its track's
     * default, or else as its track's mean distance between blocks. Zero for an empty fragment.
     */
    public Duration duration() {
        return duration;
    }

    public Instant producerEnd() {
        return producerStart.plus(duration);
    }

    public List<Track> tracks() {
        return tracks;
    }

    public Optional<Track> track(int trackNumber) {
        return tracks.stream().filter(track -> track.number() == trackNumber).findFirst();
    }

    /** Whether one of the tracks is of pictures. */
    public boolean hasVideo() {
        return tracks.stream().anyMatch(track -> track.kind() == Track.Kind.VIDEO);
    }

    /** The tags that speak of the whole fragment, in the order in which they came; of equal names the last. */
    public Map<String, String> tags() {
        return tags;
    }

    /** Where to ask Kinesis Video to go on after this fragment. */
    public Optional<String> continuationToken() {
        return Optional.ofNullable(tags.get(KinesisTags.CONTINUATION_TOKEN));
    }

    /** How far behind the stream's tip this fragment was when it was sent, where the stream says so. */
    public OptionalLong millisBehindNow() {
        return KinesisTags.millisBehindNow(tags);
    }

    /** The coded frames in the order in which they came (decoding order); views made on demand. */
    public List<Block> blocks() {
        return new BlockList();
    }

    /** Whether the first video block is a keyframe; without video, the first block. False for an empty fragment. */
    public boolean startsWithKeyframe() {
        for (int i = 0; i < table.size(); i++) {
            int trackNumber = table.track(i);
            if (!hasVideo() || track(trackNumber).map(Track::kind).orElse(Track.Kind.OTHER) == Track.Kind.VIDEO) {
                return (table.flags(i) & BlockTable.KEYFRAME) != 0;
            }
        }
        return false;
    }

    /** The blocks of one track, in the order in which they came. */
    List<Block> blocksOf(int trackNumber) {
        List<Block> all = blocks();
        return IntStream.range(0, table.size())
                .filter(i -> table.track(i) == trackNumber)
                .mapToObj(all::get)
                .toList();
    }

    /** Where the payloads of a track's blocks begin in {@link #bytes()}. */
    List<Integer> payloadOffsets(int trackNumber) {
        return IntStream.range(0, table.size())
                .filter(i -> table.track(i) == trackNumber)
                .mapToObj(table::offset)
                .toList();
    }

    /** The fragment as one Matroska document, read-only, with a position of its own. */
    public ByteBuffer bytes() {
        return bytes.duplicate();
    }

    @Override
    public String toString() {
        return "Fragment[%s, %s + %s, %d tracks, %d blocks, %d bytes]"
                .formatted(number, producerStart, duration, tracks.size(), table.size(), bytes.remaining());
    }

    private final class BlockList extends AbstractList<Block> implements RandomAccess {
        @Override
        public Block get(int index) {
            Objects.checkIndex(index, table.size());
            Duration offset = Duration.ofNanos(table.timeNanos(index));
            long nanos = table.durationNanos(index);
            return new Block(
                    table.track(index),
                    offset,
                    producerStart.plus(offset),
                    nanos == BlockTable.UNKNOWN ? null : Duration.ofNanos(nanos),
                    table.flags(index),
                    bytes.slice(table.offset(index), table.length(index)));
        }

        @Override
        public int size() {
            return table.size();
        }
    }
}
