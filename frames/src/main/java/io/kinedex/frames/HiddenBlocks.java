package io.kinedex.frames;

import java.util.List;

/**
 * Marks pictures of a fragment as not to be shown, by the invisible flag of their Matroska blocks (RFC 9559, 10.1),
 * which FFmpeg's muxer does not write. Stateless.
 */
final class HiddenBlocks {
    private static final int INVISIBLE = 0x08;

    private HiddenBlocks() {}

    /** A copy of {@code document} with the flag set on the video blocks at these indices. */
    static byte[] mark(Fragment fragment, byte[] document, List<Integer> hidden) {
        byte[] marked = document.clone();
        int video = fragment.tracks().stream()
                .filter(track -> track.kind() == Track.Kind.VIDEO)
                .mapToInt(Track::number)
                .findFirst()
                .orElseThrow();
        List<Integer> offsets = fragment.payloadOffsets(video);
        // An unlaced block's flags are the byte before its payload.
        hidden.forEach(index -> marked[offsets.get(index) - 1] |= INVISIBLE);
        return marked;
    }
}
