package io.kinedex.frames;

/** Keeps clusters and reads their blocks into the fragment in the making. For one thread. */
final class ClusterIntake {
    private final ElementIntake intake;
    private final InputWindow window;
    private final ElementHead head;
    private final FragmentLimits limits;

    ClusterIntake(ElementIntake intake, FragmentLimits limits) {
        this.intake = intake;
        this.window = intake.window();
        this.head = intake.head();
        this.limits = limits;
    }

    /** Keeps the cluster of known size that the head stands on. */
    void whole(SegmentState segment, OpenFragment fragment) {
        EbmlCursor cursor = intake.children();
        if (cursor.checksumMatches()) {
            ClusterParser parser = parser(segment, fragment);
            int origin = window.origin();
            while (cursor.next()) {
                parser.child(cursor, origin);
            }
            fragment.endCluster(parser, head);
        } else {
            fragment.endDamagedCluster(head.checksum());
        }
        intake.keep();
    }

    /**
     * Keeps the cluster of unknown size that the head stands on: child after child until one stands there that belongs
     * elsewhere, or the segment or the stream ends.
     */
    void open(SegmentState segment, OpenFragment fragment) {
        ClusterParser parser = parser(segment, fragment);
        ElementHead cluster = head.copy();
        intake.enter();
        int before = window.kept();
        while (window.position() != segment.end() && intake.look() && !EbmlIds.endsCluster(head.id())) {
            intake.requireKnownSize();
            if (segment.isEndKnown()) {
                intake.requireEndBy(segment.end());
            }
            EbmlCursor child = intake.element();
            child.next();
            parser.child(child, window.origin());
            intake.keep();
        }
        if (intake.keptLast(window.kept() - before).checksumMatches()) {
            fragment.endCluster(parser, cluster);
        } else {
            fragment.endDamagedCluster(cluster.checksum());
        }
    }

    private ClusterParser parser(SegmentState segment, OpenFragment fragment) {
        return new ClusterParser(fragment.table(), segment.info(), segment.tracks(), limits);
    }
}
