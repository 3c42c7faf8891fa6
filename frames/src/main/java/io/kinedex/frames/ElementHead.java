package io.kinedex.frames;

/**
 * The id and size of the element at a window's read position, which stays where it is. Waits for no byte more than the
 * head has, so that a live stream's last element is seen at once. For one thread.
 */
final class ElementHead {
    private int id;
    private int length;
    private long size;
    private long offset;

    /** Reads the head at the window's position; false at the end of the stream. */
    boolean read(InputWindow window) {
        offset = window.position();
        if (!window.await(1)) {
            return false;
        }
        int idLength = Vint.length(window.data().get(window.pos()));
        if (idLength > Vint.ID_BYTES_MAX) {
            throw FramesException.malformed(
                    offset,
                    "byte 0x%02X where an element should begin"
                            .formatted(window.data().get(window.pos())));
        }
        requireBytes(window, idLength + 1);
        int sizeLength = Vint.length(window.data().get(window.pos() + idLength));
        if (sizeLength > Vint.SIZE_BYTES_MAX) {
            throw FramesException.malformed(offset, "an element size longer than 8 bytes");
        }
        length = idLength + sizeLength;
        requireBytes(window, length);
        if (!Vint.isId(window.data(), window.pos(), idLength)) {
            throw FramesException.malformed(offset, "a reserved element id");
        }
        id = Vint.id(window.data(), window.pos(), idLength);
        size = Vint.size(window.data(), window.pos() + idLength, sizeLength);
        return true;
    }

    /** This head as it is now, while the original goes on. */
    ElementHead copy() {
        ElementHead copy = new ElementHead();
        copy.id = id;
        copy.length = length;
        copy.size = size;
        copy.offset = offset;
        return copy;
    }

    int id() {
        return id;
    }

    /** Bytes of id and size. */
    int length() {
        return length;
    }

    /** Bytes after the head, or {@link Vint#UNKNOWN_SIZE}. */
    long size() {
        return size;
    }

    boolean isSizeUnknown() {
        return size == Vint.UNKNOWN_SIZE;
    }

    /** Where the element begins in the stream. */
    long offset() {
        return offset;
    }

    /** Where the element ends in the stream; only for one of known size. */
    long end() {
        return offset + length + size;
    }

    String name() {
        return EbmlIds.name(id);
    }

    FramesException malformed(String what) {
        return FramesException.malformed(offset, what);
    }

    FramesException truncated() {
        return new FramesException(
                FramesException.Code.TRUNCATED,
                "the stream ends inside the %s that begins at byte %d".formatted(name(), offset));
    }

    FramesException checksum() {
        return new FramesException(
                FramesException.Code.CHECKSUM, "the %s at byte %d differs from its checksum".formatted(name(), offset));
    }

    private void requireBytes(InputWindow window, int count) {
        if (!window.await(count)) {
            throw new FramesException(
                    FramesException.Code.TRUNCATED,
                    "the stream ends inside the head of an element that begins at byte %d".formatted(offset));
        }
    }
}
