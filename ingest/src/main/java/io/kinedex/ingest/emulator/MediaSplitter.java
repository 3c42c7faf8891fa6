package io.kinedex.ingest.emulator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Cuts the bytes of an answer into the documents it consists of, each as soon as its last byte is in. A document ends
 * where its tags say that the fragment ends, or where the next begins. What it cannot take apart it gives back as it is.
 * For one thread.
 */
final class MediaSplitter {
    /** Fragments are at most 50 MB; what is larger is passed on as it is. */
    static final int BYTES_MAX = 96 << 20;

    private byte[] bytes = new byte[64 << 10];
    private int length;
    private int at;
    private int clusterFrom = -1;
    private boolean passing;
    private final List<MediaUnit.Part> parts = new ArrayList<>();

    void add(byte[] more, int from, int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, bytes.length * 2));
        }
        System.arraycopy(more, from, bytes, length, count);
        length += count;
        passing |= length > BYTES_MAX;
    }

    /** The next document that is whole. */
    Optional<MediaUnit> next() {
        try {
            while (!passing && at < length) {
                if (Ebml.headLength(bytes, at, length) == 0) {
                    return Optional.empty();
                }
                Ebml.Head head = Ebml.head(bytes, at);
                if (clusterFrom >= 0 && Ebml.endsCluster(head.id())) {
                    parts.add(part(Ebml.CLUSTER, clusterFrom, at));
                    clusterFrom = -1;
                }
                if (head.id() == Ebml.HEADER && !parts.isEmpty()) {
                    return Optional.of(take());
                }
                if (!pass(head)) {
                    return Optional.empty();
                }
                if (!parts.isEmpty() && clusterFrom < 0 && parts.getLast().endsFragment()) {
                    return Optional.of(take());
                }
            }
        } catch (Ebml.Broken _) {
            passing = true;
        }
        return Optional.empty();
    }

    /** What has come and is no whole document: at the end of the answer, or once it could not be taken apart. */
    byte[] rest() {
        byte[] rest = Arrays.copyOf(bytes, length);
        length = 0;
        at = 0;
        clusterFrom = -1;
        parts.clear();
        return rest;
    }

    /** The last document, whose end nothing but the end of the answer tells. */
    Optional<MediaUnit> last() {
        if (passing || at != length || (parts.isEmpty() && clusterFrom < 0)) {
            return Optional.empty();
        }
        if (clusterFrom >= 0) {
            parts.add(part(Ebml.CLUSTER, clusterFrom, at));
            clusterFrom = -1;
        }
        return Optional.of(take());
    }

    /** Whether what comes is only passed on. */
    boolean isPassing() {
        return passing;
    }

    /** Goes over one element; false where it is not all there. */
    private boolean pass(Ebml.Head head) {
        if (head.id() == Ebml.SEGMENT) {
            parts.add(part(Ebml.SEGMENT, at, at + head.length()));
            at += head.length();
            return true;
        }
        if (head.id() == Ebml.CLUSTER && head.isOpen()) {
            clusterFrom = at;
            at += head.length();
            return true;
        }
        if (head.isOpen()) {
            throw new Ebml.Broken("element %X has no size".formatted(head.id()));
        }
        if (head.size() > BYTES_MAX) {
            throw new Ebml.Broken("element %X has %d bytes".formatted(head.id(), head.size()));
        }
        int end = at + head.length() + (int) head.size();
        if (end > length) {
            return false;
        }
        if (clusterFrom < 0) {
            parts.add(part(head.id(), at, end));
        }
        at = end;
        return true;
    }

    private MediaUnit.Part part(int id, int from, int to) {
        return new MediaUnit.Part(id, Arrays.copyOfRange(bytes, from, to));
    }

    private MediaUnit take() {
        MediaUnit unit = new MediaUnit(parts);
        parts.clear();
        System.arraycopy(bytes, at, bytes, 0, length - at);
        length -= at;
        at = 0;
        return unit;
    }
}
