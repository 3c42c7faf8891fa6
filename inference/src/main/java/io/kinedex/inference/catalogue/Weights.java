package io.kinedex.inference.catalogue;

import io.kinedex.inference.pinned.PinnedFile;
import java.nio.file.Path;

/** Where a model's weights are. */
public sealed interface Weights {
    /** A pinned file in the store. */
    record Pinned(PinnedFile file) implements Weights {}

    /** A user's own file, taken as it is. */
    record Local(Path path) implements Weights {}
}
