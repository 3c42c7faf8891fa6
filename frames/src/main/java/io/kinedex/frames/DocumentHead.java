package io.kinedex.frames;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Reads what stands before the clusters of a Matroska document, of which the rest need not be there. Stateless. */
final class DocumentHead {
    private DocumentHead() {}

    /** The tracks; empty where the bytes end before they do, a cluster comes first or this is no document. */
    static Optional<List<Track>> tracks(ByteBuffer head, FragmentLimits limits) {
        ByteBuffer bytes = head.slice();
        try (InputWindow window = new MemoryWindow(MemorySegment.ofBuffer(bytes))) {
            ElementHead element = new ElementHead();
            while (element.read(window)) {
                if (element.id() == EbmlIds.SEGMENT) {
                    window.skip(element.length());
                } else if (element.id() == EbmlIds.CLUSTER || element.isSizeUnknown()) {
                    return Optional.empty();
                } else if (element.id() == EbmlIds.TRACKS && element.end() <= bytes.limit()) {
                    int payload = (int) element.offset() + element.length();
                    EbmlCursor cursor = new EbmlCursor(bytes, payload, (int) element.end(), 0);
                    return Optional.of(TracksParser.parse(cursor, limits.tracksMax()));
                } else {
                    window.skip(element.length() + element.size());
                }
            }
            return Optional.empty();
        } catch (FramesException e) {
            return Optional.empty();
        }
    }
}
