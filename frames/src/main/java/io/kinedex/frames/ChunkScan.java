package io.kinedex.frames;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/** Finds out which bytes of a stored fragment are sent: walks over the heads of its elements. For one thread. */
final class ChunkScan {
    private static final int WINDOW_BYTES = 16 << 10;
    private static final int TAGS_BYTES_MAX = 1 << 20;

    private final FileChannel file;
    private final long end;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES).limit(0);
    private final List<FragmentChunk.Part> lead = new ArrayList<>();
    private final List<FragmentChunk.Part> rest = new ArrayList<>();
    private long windowAt;
    private long at;
    private boolean clusterSeen;
    private int id;
    private int headLength;
    private long size;

    ChunkScan(FileChannel file, long offset, long length) {
        this.file = file;
        this.at = offset;
        this.end = offset + length;
    }

    List<FragmentChunk.Part> lead() {
        return lead;
    }

    List<FragmentChunk.Part> rest() {
        return rest;
    }

    void run() throws IOException {
        while (at < end) {
            look();
            switch (id) {
                case EbmlIds.SEGMENT -> {
                    lead.add(new FragmentChunk.Part.Bytes(SegmentState.OPEN_SEGMENT));
                    at += headLength;
                }
                case EbmlIds.CLUSTER -> cluster();
                case EbmlIds.TAGS -> tags();
                case EbmlIds.SEEK_HEAD, EbmlIds.CUES, EbmlIds.VOID, EbmlIds.CRC_32 -> at += length();
                default -> keep(length());
            }
        }
    }

    private void cluster() throws IOException {
        clusterSeen = true;
        if (size != Vint.UNKNOWN_SIZE) {
            keep(length());
            return;
        }
        keep(headLength);
        while (at < end) {
            look();
            if (EbmlIds.endsCluster(id)) {
                return;
            }
            keep(length());
        }
    }

    private void tags() throws IOException {
        long length = length();
        if (length > TAGS_BYTES_MAX) {
            keep(length);
            return;
        }
        byte[] element = new byte[(int) length];
        ByteBuffer target = ByteBuffer.wrap(element);
        while (target.hasRemaining()) {
            if (file.read(target, at + target.position()) < 0) {
                throw ends();
            }
        }
        byte[] users = UserTags.keep(element);
        if (users.length == element.length) {
            keep(length);
        } else {
            parts().add(new FragmentChunk.Part.Bytes(users));
            at += length;
        }
    }

    private List<FragmentChunk.Part> parts() {
        return clusterSeen ? rest : lead;
    }

    /** Adjoining stretches become one. */
    private void keep(long count) {
        List<FragmentChunk.Part> parts = parts();
        if (!parts.isEmpty() && parts.getLast() instanceof FragmentChunk.Part.Range(long from, long to) && to == at) {
            parts.set(parts.size() - 1, new FragmentChunk.Part.Range(from, at + count));
        } else {
            parts.add(new FragmentChunk.Part.Range(at, at + count));
        }
        at += count;
    }

    private long length() {
        if (size == Vint.UNKNOWN_SIZE || size > end - at - headLength) {
            throw FramesException.malformed(
                    at, "%s of %d bytes in a fragment that ends at byte %d".formatted(EbmlIds.name(id), size, end));
        }
        return headLength + size;
    }

    private void look() throws IOException {
        bring(1);
        int index = (int) (at - windowAt);
        int idLength = Vint.length(window.get(index));
        if (idLength > Vint.ID_BYTES_MAX) {
            throw FramesException.malformed(
                    at, "byte 0x%02X where an element should begin".formatted(window.get(index)));
        }
        bring(idLength + 1);
        int sizeLength = Vint.length(window.get((int) (at - windowAt) + idLength));
        if (sizeLength > Vint.SIZE_BYTES_MAX) {
            throw FramesException.malformed(at, "an element size longer than 8 bytes");
        }
        headLength = idLength + sizeLength;
        bring(headLength);
        id = Vint.id(window, (int) (at - windowAt), idLength);
        size = Vint.size(window, (int) (at - windowAt) + idLength, sizeLength);
    }

    /** Has the bytes after the read position in the window. */
    private void bring(int count) throws IOException {
        if (at >= windowAt && at + count <= windowAt + window.limit()) {
            return;
        }
        windowAt = at;
        window.clear().limit((int) Math.min(WINDOW_BYTES, end - at));
        while (window.hasRemaining()) {
            if (file.read(window, windowAt + window.position()) < 0) {
                throw ends();
            }
        }
        window.flip();
        if (window.limit() < count) {
            throw FramesException.malformed(at, "the fragment ends inside the head of an element");
        }
    }

    private IOException ends() {
        return new IOException("the file ends before the fragment does, at byte %d".formatted(end));
    }
}
