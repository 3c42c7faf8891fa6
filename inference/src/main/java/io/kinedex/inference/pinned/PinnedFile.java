package io.kinedex.inference.pinned;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One file inside a published package, pinned. Immutable; safe for all threads.
 *
 * @param name    its name in the store, unique over all lists
 * @param source  the package that carries it
 * @param path    inside the package, below the archive's top folder for npm; {@code !/} steps into an archive inside
 *                the archive, as in {@code dist/plugin.zip!/fs/model.tflite}
 * @param sha256  of the file, 64 lower-case hexadecimal digits
 * @param bytes   its size
 * @param licence of the file, which may differ from the package's
 */
public record PinnedFile(
        String name,
        @JsonProperty("package") PackageRef source,
        String path,
        String sha256,
        long bytes,
        Licence licence) {
    public PinnedFile {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new IllegalArgumentException("pinned file name '%s' must match [A-Za-z0-9._-]+".formatted(name));
        }
        if (path.isBlank() || bytes <= 0) {
            throw new IllegalArgumentException("pinned file %s needs a path and a size".formatted(name));
        }
        Sha256.requireDigest(name, sha256);
    }
}
