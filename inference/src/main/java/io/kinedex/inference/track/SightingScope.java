package io.kinedex.inference.track;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/**
 * Whose sightings a tracker makes. Immutable; safe for all threads.
 *
 * @param tenant      who owns the stream
 * @param stream      the stream's name
 * @param engine      {@code objects}, {@code faces}
 * @param kind        the kind of its sightings: {@code object}, {@code face}
 * @param modelDigest sha256 of the model's weights
 */
public record SightingScope(String tenant, String stream, String engine, String kind, String modelDigest) {
    public SightingScope {
        for (String part : List.of(tenant, stream, engine, kind, modelDigest)) {
            if (part.isBlank()) {
                throw new IllegalArgumentException(
                        "tenant '%s', stream '%s', engine '%s', kind '%s', digest '%s': none may be blank"
                                .formatted(tenant, stream, engine, kind, modelDigest));
            }
        }
    }

    /**
     * 32 hexadecimal digits: the first half of the SHA-256 of the scope, the number of the fragment in which the thing
     * was first seen, the time of that frame and the track's ordinal within the fragment, each ended by a zero byte.
     */
    public String sightingId(String fragmentNumber, Instant first, int ordinal) {
        MessageDigest sha = sha256();
        for (String part : List.of(
                tenant,
                stream,
                engine,
                kind,
                modelDigest,
                fragmentNumber,
                first.toString(),
                Integer.toString(ordinal))) {
            sha.update(part.getBytes(StandardCharsets.UTF_8));
            sha.update((byte) 0);
        }
        return HexFormat.of().formatHex(sha.digest(), 0, 16);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
