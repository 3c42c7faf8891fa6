package io.kinedex.frames;

import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Walks over a stream's top-level elements and decides where fragments begin and end. No recursion: every level that
 * matters has a loop of its own. For one thread; see {@link FragmentReader} for the rules.
 */
final class FragmentAssembler {
    /** Elements that no fragment needs are kept up to this size, so that a recording comes out as it came. */
    private static final int SIDE_BYTES_MAX = 1 << 20;

    private final InputWindow window;
    private final FragmentLimits limits;
    private final ElementHead head = new ElementHead();
    private byte @Nullable [] ebmlHeader;
    private boolean headerJustKept;
    private @Nullable SegmentState segment;
    private OpenFragment open = new OpenFragment();
    private @Nullable FragmentNumber last;
    private final FragmentNumber first;
    private boolean seenToken;
    private long settled;
    private OptionalLong millisBehindNow = OptionalLong.empty();

    FragmentAssembler(InputStream in, FragmentLimits limits, FragmentNumber first) {
        this.window = new InputWindow(in);
        this.limits = limits;
        this.first = first;
    }

    /** Offset in the stream just after the last fragment. */
    long position() {
        return settled;
    }

    OptionalLong millisBehindNow() {
        return millisBehindNow;
    }

    Optional<Fragment> next() {
        while (true) {
            Optional<Fragment> done = segmentEnd();
            if (done.isPresent()) {
                return done;
            }
            requirePatience(0);
            if (!head.read(window)) {
                return streamEnd();
            }
            done = element();
            if (done.isPresent()) {
                return done;
            }
        }
    }

    /** Leaves a segment of known size once its last byte is in. */
    private Optional<Fragment> segmentEnd() {
        SegmentState current = segment;
        if (current == null || window.position() != current.end()) {
            return Optional.empty();
        }
        Optional<Fragment> done = Optional.empty();
        try {
            done = open.isBegun() ? close(current) : done;
        } finally {
            segment = null;
            open = new OpenFragment();
        }
        return done;
    }

    private Optional<Fragment> streamEnd() {
        SegmentState current = segment;
        if (current == null) {
            return Optional.empty();
        }
        if (current.isEndKnown()) {
            throw new FramesException(
                    FramesException.Code.TRUNCATED,
                    "the stream ends at byte %d in a segment that says it ends at byte %d"
                            .formatted(window.position(), current.end()));
        }
        if (open.isBegun() && open.isEndUnknown() && seenToken) {
            throw new FramesException(
                    FramesException.Code.TRUNCATED,
                    "the stream ends at byte %d in a fragment without the continuation token that others had"
                            .formatted(window.position()));
        }
        return open.isBegun() ? close(current) : Optional.empty();
    }

    private Optional<Fragment> element() {
        SegmentState current = segment;
        if (current != null && current.isEndKnown()) {
            requireInside(current);
        }
        switch (head.id()) {
            case EbmlIds.EBML, EbmlIds.SEGMENT -> {
                if (current != null && open.isBegun()) {
                    return close(current);
                }
                if (head.id() == EbmlIds.EBML) {
                    beginDocument();
                } else {
                    beginSegment();
                }
                return Optional.empty();
            }
            default -> {
                if (current != null) {
                    return inSegment(current);
                }
                betweenSegments();
                return Optional.empty();
            }
        }
    }

    private void requireInside(SegmentState current) {
        if (head.id() == EbmlIds.EBML || head.id() == EbmlIds.SEGMENT) {
            throw head.malformed("%s inside a segment".formatted(head.name()));
        }
        if (head.isSizeUnknown()
                ? head.offset() + head.length() > current.end()
                : head.size() > current.end() - head.offset() - head.length()) {
            throw head.malformed(
                    "%s reaches past its segment, which ends at byte %d".formatted(head.name(), current.end()));
        }
    }

    private void beginDocument() {
        requireKnownSize();
        if (head.size() > EbmlHeader.BYTES_MAX) {
            throw FramesException.tooLarge(
                    head.offset(),
                    "an EBML header of %d bytes, the limit is %d".formatted(head.size(), EbmlHeader.BYTES_MAX));
        }
        window.dropKept();
        EbmlHeader.require(takeIn());
        keepTaken();
        ebmlHeader = Arrays.copyOfRange(window.data(), window.start(), window.pos());
        segment = null;
        open = new OpenFragment();
        headerJustKept = true;
    }

    private void beginSegment() {
        byte[] header = ebmlHeader;
        if (header == null) {
            throw head.malformed("a segment before any EBML header");
        }
        if (!headerJustKept) {
            window.dropKept();
            window.prepend(header);
        }
        headerJustKept = false;
        open = new OpenFragment();
        long end = head.isSizeUnknown() ? SegmentState.UNKNOWN_END : head.end();
        segment = new SegmentState(header, end, window.kept() + Integer.BYTES, head.length() - Integer.BYTES);
        window.keep(head.length());
    }

    private void betweenSegments() {
        if (head.id() != EbmlIds.VOID && head.id() != EbmlIds.CRC_32) {
            throw head.malformed(
                    ebmlHeader == null
                            ? "no Matroska stream: it begins with %s and not with an EBML header".formatted(head.name())
                            : "%s outside of any segment".formatted(head.name()));
        }
        requireKnownSize();
        skip();
    }

    private Optional<Fragment> inSegment(SegmentState current) {
        if (head.id() == EbmlIds.CLUSTER) {
            return cluster(current);
        }
        requireKnownSize();
        if (head.id() == EbmlIds.TAGS) {
            return tags(current);
        }
        if (open.isBegun() && !open.isNumbered()) {
            return close(current);
        }
        switch (head.id()) {
            case EbmlIds.INFO -> {
                EbmlCursor info = takeIn(current);
                if (isIntact(info, current)) {
                    current.info(SegmentInfo.parse(info), taken());
                }
                keepTaken();
            }
            case EbmlIds.TRACKS -> {
                EbmlCursor tracks = takeIn(current);
                if (isIntact(tracks, current)) {
                    current.tracks(TracksParser.parse(tracks, limits.tracksMax()), taken());
                }
                keepTaken();
            }
            default -> aside(current);
        }
        return Optional.empty();
    }

    /** Keeps or drops an element that no fragment needs. */
    private void aside(SegmentState current) {
        boolean wanted = open.isBegun() || current.isFirst() && window.kept() > 0;
        if (wanted && head.id() != EbmlIds.ATTACHMENTS && head.size() <= SIDE_BYTES_MAX) {
            takeIn(current);
            keepTaken();
        } else {
            current.noteDropped();
            skip();
        }
    }

    private Optional<Fragment> tags(SegmentState current) {
        EbmlCursor cursor = takeIn(current);
        if (!cursor.checksumMatches()) {
            open.damaged(checksum(head));
            keepTaken();
            return Optional.empty();
        }
        Map<String, String> found = TagsParser.parse(cursor, limits);
        boolean ends = KinesisTags.endFragment(found);
        Optional<FragmentNumber> number = KinesisTags.fragmentNumber(found);
        if (number.isPresent() && open.isBegun() && !(ends && open.number().equals(number))) {
            return close(current);
        }
        byte[] bytes = taken();
        keepTaken();
        millisBehindNow =
                KinesisTags.millisBehindNow(found).isPresent() ? KinesisTags.millisBehindNow(found) : millisBehindNow;
        Optional<InBandErrorException> error = KinesisTags.inBandError(found);
        if (error.isPresent()) {
            abandon(current);
            throw error.get();
        }
        number.ifPresent(open::number);
        if (!open.isBegun() && current.isFirst() && !ends) {
            current.addTags(found, bytes);
            TagsParser.requireCount(current.tags().size(), limits);
            return Optional.empty();
        }
        open.addTags(found, limits);
        if (!ends) {
            return Optional.empty();
        }
        seenToken = true;
        if (open.isBegun()) {
            return close(current);
        }
        abandon(current);
        return Optional.empty();
    }

    private Optional<Fragment> cluster(SegmentState current) {
        if (open.hasCluster() && !open.isNumbered()) {
            return close(current);
        }
        prefix(current);
        if (head.isSizeUnknown()) {
            openCluster(current);
            return Optional.empty();
        }
        EbmlCursor cursor = takeIn(current);
        if (cursor.checksumMatches()) {
            ClusterParser parser = new ClusterParser(open.table(), current.info(), current.tracks(), limits);
            while (cursor.next()) {
                parser.child(cursor, window.start());
            }
            open.endCluster(parser, head);
        } else {
            open.endDamagedCluster(checksum(head));
        }
        keepTaken();
        return open.isNumbered() ? Optional.empty() : close(current);
    }

    /** Reads children until one stands there that belongs elsewhere, or the segment or the stream ends. */
    private void openCluster(SegmentState current) {
        ClusterParser parser = new ClusterParser(open.table(), current.info(), current.tracks(), limits);
        ElementHead cluster = new ElementHead();
        cluster.read(window);
        int body = window.kept() + cluster.length();
        requireRoom(cluster.length());
        window.keep(cluster.length());
        while (window.position() != current.end() && head.read(window) && !EbmlIds.endsCluster(head.id())) {
            requireKnownSize();
            if (current.isEndKnown()) {
                requireInside(current);
            }
            EbmlCursor child = wholeElement();
            child.next();
            parser.child(child, window.start());
            keepTaken();
        }
        EbmlCursor all = new EbmlCursor(window.data(), window.start() + body, window.pos(), 0);
        if (all.checksumMatches()) {
            open.endCluster(parser, cluster);
        } else {
            open.endDamagedCluster(checksum(cluster));
        }
    }

    /** Gives out what is kept as a fragment, or throws why it cannot be trusted and goes on after it. */
    private Optional<Fragment> close(SegmentState current) {
        FragmentNumber number = open.number().orElseGet(this::following);
        last = number;
        FramesException damage = current.damage() != null ? current.damage() : open.damage();
        if (damage != null) {
            abandon(current);
            throw new FramesException(damage.code(), "fragment %s: %s".formatted(number, damage.getMessage()), damage);
        }
        current.openEnd(window.data(), window.start(), window.position());
        Fragment fragment = open.finish(number, current, window.detach());
        settle(current);
        return Optional.of(fragment);
    }

    private FragmentNumber following() {
        FragmentNumber before = last;
        try {
            return before == null ? first : before.next();
        } catch (IllegalArgumentException e) {
            throw new FramesException(
                    FramesException.Code.MALFORMED, "no fragment number follows %s".formatted(before), e);
        }
    }

    /** Forgets the open fragment. */
    private void abandon(SegmentState current) {
        window.dropKept();
        settle(current);
    }

    private void settle(SegmentState current) {
        current.firstIsOver();
        open = new OpenFragment();
        settled = window.position();
    }

    private boolean isIntact(EbmlCursor cursor, SegmentState current) {
        if (cursor.checksumMatches()) {
            return true;
        }
        current.damaged(checksum(head));
        return false;
    }

    private static FramesException checksum(ElementHead element) {
        return new FramesException(
                FramesException.Code.CHECKSUM,
                "the %s at byte %d differs from its checksum".formatted(element.name(), element.offset()));
    }

    /** Puts the segment's head before what comes, where the last fragment took it away. */
    private void prefix(SegmentState current) {
        if (window.kept() == 0) {
            window.prepend(current.prefix());
        }
    }

    private EbmlCursor takeIn(SegmentState current) {
        prefix(current);
        return takeIn();
    }

    /** Brings the element in whole; the cursor walks over its children. */
    private EbmlCursor takeIn() {
        wholeElement();
        return new EbmlCursor(
                window.data(),
                window.pos() + head.length(),
                window.pos() + takenLength(),
                window.position() - window.pos());
    }

    /** Brings the element in whole; the cursor's one child is the element itself. */
    private EbmlCursor wholeElement() {
        requireRoom(head.size());
        if (!window.await(takenLength())) {
            throw head.truncated();
        }
        return new EbmlCursor(
                window.data(), window.pos(), window.pos() + takenLength(), window.position() - window.pos());
    }

    private int takenLength() {
        return head.length() + (int) head.size();
    }

    private byte[] taken() {
        return Arrays.copyOfRange(window.data(), window.pos(), window.pos() + takenLength());
    }

    private void keepTaken() {
        window.keep(takenLength());
    }

    private void skip() {
        requirePatience(head.size());
        if (!window.skip(head.length() + head.size())) {
            throw head.truncated();
        }
    }

    private void requireKnownSize() {
        if (head.isSizeUnknown()) {
            throw head.malformed("%s has an unknown size, which only Segment and Cluster may".formatted(head.name()));
        }
    }

    private void requireRoom(long more) {
        if (more > limits.bytesMax() - window.kept() - head.length()) {
            throw FramesException.tooLarge(
                    head.offset(),
                    "%s of %d bytes in a fragment that has %d already, the limit is %d"
                            .formatted(head.name(), more, window.kept(), limits.bytesMax()));
        }
    }

    /** Bytes without a fragment must end at some time. */
    private void requirePatience(long more) {
        long max = limits.bytesMax() + limits.skippedBytesMax();
        if (window.position() - settled > max - more) {
            throw FramesException.tooLarge(
                    window.position(), "more than %d bytes since the last fragment, the limit".formatted(max));
        }
    }
}
