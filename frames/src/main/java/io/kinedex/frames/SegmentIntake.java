package io.kinedex.frames;

/** Keeps a segment's elements around its clusters and tags: those that describe it and those beside. For one thread. */
final class SegmentIntake {
    /** Elements that no fragment needs are kept up to this size, so that a recording comes out as it came. */
    private static final int SIDE_BYTES_MAX = 1 << 20;

    private final ElementIntake intake;
    private final InputWindow window;
    private final ElementHead head;
    private final FragmentLimits limits;

    SegmentIntake(ElementIntake intake, FragmentLimits limits) {
        this.intake = intake;
        this.window = intake.window();
        this.head = intake.head();
        this.limits = limits;
    }

    /** Puts the segment's head before what comes, where the last fragment took it away. */
    void prefix(SegmentState segment) {
        if (window.kept() == 0) {
            window.prepend(segment.prefix());
        }
    }

    /** Reads Info or Tracks. */
    void describe(SegmentState segment) {
        prefix(segment);
        EbmlCursor cursor = intake.children();
        if (!cursor.checksumMatches()) {
            segment.damaged(head.checksum());
        } else if (head.id() == EbmlIds.INFO) {
            segment.info(SegmentInfo.parse(cursor), intake.bytes());
        } else {
            segment.tracks(TracksParser.parse(cursor, limits.tracksMax()), intake.bytes());
        }
        intake.keep();
    }

    /** Keeps or drops an element that no fragment needs. */
    void aside(SegmentState segment, boolean fragmentIsBegun) {
        boolean wanted = fragmentIsBegun || (segment.isFirst() && window.kept() > 0);
        if (wanted && head.id() != EbmlIds.ATTACHMENTS && head.size() <= SIDE_BYTES_MAX) {
            prefix(segment);
            intake.children();
            intake.keep();
        } else {
            segment.noteDropped();
            intake.skip();
        }
    }
}
