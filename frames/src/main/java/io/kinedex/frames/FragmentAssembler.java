package io.kinedex.frames;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Walks over a stream's top-level elements and decides where fragments begin and end. No recursion: every level that
 * matters has a loop of its own. An element that ends a fragment stays where it is and is looked at again on the next
 * call. For one thread; see {@link FragmentReader} for the rules.
 */
final class FragmentAssembler {
    private final FragmentLimits limits;
    private final ElementIntake intake;
    private final InputWindow window;
    private final ElementHead head;
    private final SegmentIntake segments;
    private final ClusterIntake clusters;
    private final FragmentCount count;
    private byte @Nullable [] ebmlHeader;
    private boolean headerJustKept;
    private @Nullable SegmentState segment;
    private OpenFragment open = new OpenFragment();
    private boolean seenToken;
    private OptionalLong millisBehindNow = OptionalLong.empty();

    FragmentAssembler(InputWindow window, FragmentLimits limits, FragmentNumber first) {
        this.limits = limits;
        this.window = window;
        this.intake = new ElementIntake(window, limits);
        this.head = intake.head();
        this.segments = new SegmentIntake(intake, limits);
        this.clusters = new ClusterIntake(intake, limits);
        this.count = new FragmentCount(first);
    }

    /** Offset in the stream just after the last fragment. */
    long position() {
        return intake.settled();
    }

    OptionalLong millisBehindNow() {
        return millisBehindNow;
    }

    /** The number of the open fragment, where it is known. */
    Optional<FragmentNumber> reading() {
        return open.number();
    }

    Optional<Fragment> next() {
        while (true) {
            Optional<Fragment> done = segmentEnd();
            if (done.isPresent()) {
                return done;
            }
            if (!intake.look()) {
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
        segment = null;
        if (open.isBegun()) {
            return close(current);
        }
        open = new OpenFragment();
        return Optional.empty();
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
        boolean begins = head.id() == EbmlIds.EBML || head.id() == EbmlIds.SEGMENT;
        if (current != null && current.isEndKnown()) {
            if (begins) {
                throw head.malformed("%s inside a segment".formatted(head.name()));
            }
            intake.requireEndBy(current.end());
        }
        if (current != null && !begins) {
            return inSegment(current);
        }
        if (current != null && open.isBegun()) {
            return close(current);
        }
        outsideSegments();
        return Optional.empty();
    }

    private void outsideSegments() {
        if (ebmlHeader == null && head.id() != EbmlIds.EBML) {
            throw head.malformed(
                    "no Matroska stream: it begins with %s and not with an EBML header".formatted(head.name()));
        }
        switch (head.id()) {
            case EbmlIds.EBML -> beginDocument();
            case EbmlIds.SEGMENT -> beginSegment();
            case EbmlIds.VOID, EbmlIds.CRC_32 -> {
                intake.requireKnownSize();
                intake.skip();
            }
            default -> throw head.malformed("%s outside of any segment".formatted(head.name()));
        }
    }

    private void beginDocument() {
        intake.requireKnownSize();
        if (head.size() > EbmlHeader.BYTES_MAX) {
            throw FramesException.tooLarge(
                    head.offset(),
                    "an EBML header of %d bytes, the limit is %d".formatted(head.size(), EbmlHeader.BYTES_MAX));
        }
        window.dropKept();
        EbmlHeader.require(intake.children());
        ebmlHeader = intake.bytes();
        intake.keep();
        segment = null;
        open = new OpenFragment();
        headerJustKept = true;
    }

    private void beginSegment() {
        byte[] header = Objects.requireNonNull(ebmlHeader);
        if (!headerJustKept) {
            window.dropKept();
            window.prepend(header);
        }
        headerJustKept = false;
        open = new OpenFragment();
        long end = head.isSizeUnknown() ? SegmentState.UNKNOWN_END : head.end();
        segment = new SegmentState(header, end, window.kept() + Integer.BYTES, head.length() - Integer.BYTES);
        intake.enter();
    }

    private Optional<Fragment> inSegment(SegmentState current) {
        if (head.id() == EbmlIds.CLUSTER) {
            return cluster(current);
        }
        intake.requireKnownSize();
        if (head.id() == EbmlIds.TAGS) {
            return tags(current);
        }
        if (open.isBegun() && !open.isNumbered()) {
            return close(current);
        }
        switch (head.id()) {
            case EbmlIds.INFO, EbmlIds.TRACKS -> segments.describe(current);
            default -> segments.aside(current, open.isBegun());
        }
        return Optional.empty();
    }

    private Optional<Fragment> tags(SegmentState current) {
        segments.prefix(current);
        EbmlCursor cursor = intake.children();
        if (!cursor.checksumMatches()) {
            open.damaged(head.checksum());
            intake.keep();
            return Optional.empty();
        }
        Map<String, String> found = TagsParser.parse(cursor, limits);
        Optional<FragmentNumber> number = KinesisTags.fragmentNumber(found);
        if (number.isPresent() && open.isBegun() && !isEndOfOpen(found, number.get())) {
            return close(current);
        }
        byte[] bytes = intake.bytes();
        intake.keep();
        if (KinesisTags.millisBehindNow(found).isPresent()) {
            millisBehindNow = KinesisTags.millisBehindNow(found);
        }
        Optional<InBandErrorException> error = KinesisTags.inBandError(found);
        if (error.isPresent()) {
            abandon(current);
            throw error.get();
        }
        number.ifPresent(open::number);
        return takeTags(current, found, bytes);
    }

    /** Whether tags with a fragment number speak of the fragment before them. */
    private boolean isEndOfOpen(Map<String, String> found, FragmentNumber number) {
        return KinesisTags.endFragment(found)
                && open.number().map(number::equals).orElse(true);
    }

    /** Gives tags to the segment or to the fragment, which ends with them if they say so. */
    private Optional<Fragment> takeTags(SegmentState current, Map<String, String> found, byte[] bytes) {
        boolean ends = KinesisTags.endFragment(found);
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
        segments.prefix(current);
        if (head.isSizeUnknown()) {
            clusters.open(current, open);
            return Optional.empty();
        }
        clusters.whole(current, open);
        return open.isNumbered() ? Optional.empty() : close(current);
    }

    /** Gives out what is kept as a fragment, or throws why it cannot be trusted and goes on after it. */
    private Optional<Fragment> close(SegmentState current) {
        FragmentNumber number = count.next(open.number());
        FramesException damage = current.damage() != null ? current.damage() : open.damage();
        if (damage != null) {
            abandon(current);
            throw new FramesException(damage.code(), "fragment %s: %s".formatted(number, damage.getMessage()), damage);
        }
        if (current.mustOpenEnd(window.position())) {
            window.overwrite(current.sizeAt(), current.unknownSize());
        }
        Fragment fragment = open.finish(number, current, window.detach());
        settle(current);
        return Optional.of(fragment);
    }

    /** Forgets the open fragment. */
    private void abandon(SegmentState current) {
        window.dropKept();
        settle(current);
    }

    private void settle(SegmentState current) {
        current.firstIsOver();
        open = new OpenFragment();
        intake.settle();
    }
}
