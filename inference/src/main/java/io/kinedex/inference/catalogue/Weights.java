package io.kinedex.inference.catalogue;

import io.kinedex.inference.pinned.PinnedFile;
import java.nio.file.Path;

/** Where a model's weights are. */
public sealed interface Weights {
    /** A pinned file in the store. */
    record Pinned(PinnedFile file) implements Weights {}

    /**
     * A user's own file.
     *
     * @param sha256 its digest, 64 hexadecimal digits; empty where any file will do
     */
    record Local(Path path, String sha256) implements Weights {
        public Local {
            if (!sha256.matches("([0-9a-f]{64})?")) {
                throw new IllegalArgumentException("sha256 '%s' must be 64 hexadecimal digits".formatted(sha256));
            }
        }
    }
}
