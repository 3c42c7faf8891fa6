package io.kinedex.inference.catalogue;

import io.kinedex.inference.pinned.PinnedFile;
import io.kinedex.inference.pinned.PinnedStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * Models that do one task together and are told by code how, such as an encoder, its decoder and their tokenizer.
 * Immutable; safe for all threads.
 *
 * @param name      what configuration and records call it
 * @param engine    the engine that it serves: {@code speech}, {@code text}, ...
 * @param task      what it does, for people
 * @param preferred whether it is the one to take for its engine where nothing else is said
 * @param files     by the part that each plays: {@code encoder}, {@code decoder}, {@code tokenizer}, ...
 */
public record ModelBundle(String name, String engine, String task, boolean preferred, Map<String, PinnedFile> files) {
    public ModelBundle {
        if (!name.matches("[a-z0-9][a-z0-9._-]{0,63}")) {
            throw new IllegalArgumentException("bundle name '%s' must match [a-z0-9][a-z0-9._-]{0,63}".formatted(name));
        }
        if (!engine.matches("[a-z][a-z0-9-]{0,63}") || task.isBlank() || files.isEmpty()) {
            throw new IllegalArgumentException("bundle %s needs an engine, a task and files".formatted(name));
        }
        files = Map.copyOf(files);
    }

    /**
     * The file that plays a part, its digest checked just now.
     *
     * @throws io.kinedex.inference.InferenceException FILE_MISSING or FILE_WRONG
     */
    public Path path(String part, PinnedStore store) {
        PinnedFile file = files.get(part);
        if (file == null) {
            throw new IllegalArgumentException("bundle %s has no %s, only %s".formatted(name, part, files.keySet()));
        }
        return store.require(file);
    }

    /** The SHA-256, in 64 hexadecimal digits, of a line for each part in the order of their names: part, space, digest. */
    public String digest() {
        StringBuilder lines = new StringBuilder();
        new TreeMap<>(files)
                .forEach((part, file) ->
                        lines.append(part).append(' ').append(file.sha256()).append('\n'));
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(lines.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
