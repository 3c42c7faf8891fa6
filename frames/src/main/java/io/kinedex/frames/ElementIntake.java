package io.kinedex.frames;

/**
 * Takes elements out of a stream one after the other: looks at the head, then keeps the element for the fragment in the
 * making or skips it, within the limits. For one thread.
 */
final class ElementIntake {
    private final InputWindow window;
    private final FragmentLimits limits;
    private final ElementHead head = new ElementHead();
    private long settled;

    ElementIntake(InputWindow window, FragmentLimits limits) {
        this.window = window;
        this.limits = limits;
    }

    InputWindow window() {
        return window;
    }

    /** The head of the element at the read position. */
    ElementHead head() {
        return head;
    }

    /** Looks at the head of the next element; false at the end of the stream. */
    boolean look() {
        requirePatience(0);
        return head.read(window);
    }

    /** Offset in the stream up to which everything has been given out. */
    long settled() {
        return settled;
    }

    /** Notes that everything up to the read position has been given out. */
    void settle() {
        settled = window.position();
    }

    /** Brings the element in whole; the cursor walks over its children. The read position stays. */
    EbmlCursor children() {
        requireWhole();
        return cursor(window.pos() + head.length());
    }

    /** Brings the element in whole; the cursor's one child is the element itself. The read position stays. */
    EbmlCursor element() {
        requireWhole();
        return cursor(window.pos());
    }

    /** A copy of the element, which has been brought in. */
    byte[] bytes() {
        byte[] bytes = new byte[length()];
        window.data().get(window.pos(), bytes);
        return bytes;
    }

    /** Keeps the element, which has been brought in, and goes on after it. */
    void keep() {
        window.keep(length());
    }

    /** Keeps the element's head and goes on with its first child. */
    void enter() {
        requireRoom(0);
        window.keep(head.length());
    }

    /** Goes on after the element and keeps nothing of it. */
    void skip() {
        requirePatience(head.size());
        if (!window.skip(head.length() + head.size())) {
            throw head.truncated();
        }
    }

    void requireKnownSize() {
        if (head.isSizeUnknown()) {
            throw head.malformed("%s has an unknown size, which only Segment and Cluster may".formatted(head.name()));
        }
    }

    /** Requires that the element ends where its parent ends, or before. */
    void requireEndBy(long parentEnd) {
        long end = head.isSizeUnknown() ? head.offset() + head.length() : head.end();
        if (end > parentEnd) {
            throw head.malformed("%s reaches past its parent, which ends at byte %d".formatted(head.name(), parentEnd));
        }
    }

    /** A cursor over the last {@code count} bytes that were kept, which came one after the other. */
    EbmlCursor keptLast(int count) {
        return cursor(window.pos() - count, window.pos());
    }

    private EbmlCursor cursor(int from) {
        return cursor(from, window.pos() + length());
    }

    private EbmlCursor cursor(int from, int end) {
        return new EbmlCursor(window.data(), from, end, window.position() - window.pos());
    }

    private int length() {
        return head.length() + (int) head.size();
    }

    private void requireWhole() {
        requireRoom(head.size());
        if (!window.await(length())) {
            throw head.truncated();
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
