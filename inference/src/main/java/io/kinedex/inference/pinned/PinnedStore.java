package io.kinedex.inference.pinned;

import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/**
 * A folder of pinned files. A file lies at {@code <first two digits>/<sha256>-<name>}; a folder in which files simply
 * lie under their names serves as well. Only files whose digest was checked are ever given out or stored. All threads
 * and several processes may use one folder.
 */
public final class PinnedStore {
    /** System property that names the folder. */
    public static final String PROPERTY = "kinedex.weights";
    /** Environment variable that names the folder where the property is not set. */
    public static final String VARIABLE = "KINEDEX_WEIGHTS";

    private final Path folder;

    /** @param folder need not exist yet */
    public PinnedStore(Path folder) {
        this.folder = folder;
    }

    /** The store that the system property or else the environment names, or else {@code .pinned} in the current folder. */
    public static PinnedStore configured() {
        String named = System.getProperty(PROPERTY);
        if (named == null || named.isBlank()) {
            named = System.getenv(VARIABLE);
        }
        return new PinnedStore(Path.of(named == null || named.isBlank() ? ".pinned" : named));
    }

    public Path folder() {
        return folder;
    }

    /**
     * The file, its digest checked just now; empty where it is not there.
     *
     * @throws InferenceException FILE_WRONG where there is only a file with other bytes
     */
    public Optional<Path> find(PinnedFile file) {
        Path wrong = null;
        for (Path candidate : List.of(place(file), folder.resolve(file.name()))) {
            if (Files.isRegularFile(candidate)) {
                if (digest(candidate).equals(file.sha256())) {
                    return Optional.of(candidate);
                }
                wrong = candidate;
            }
        }
        if (wrong != null) {
            throw new InferenceException(Code.FILE_WRONG, wrong(wrong.toString(), file.sha256(), digest(wrong)));
        }
        return Optional.empty();
    }

    /**
     * The file, its digest checked just now.
     *
     * @throws InferenceException FILE_MISSING or FILE_WRONG, with what to do
     */
    public Path require(PinnedFile file) {
        return find(file)
                .orElseThrow(() -> new InferenceException(
                        Code.FILE_MISSING,
                        ("%s (%s in %s) is not in %s: run 'mvn process-classes' to fetch it, or put it there, or name"
                                        + " the folder that has it by -D%s= or %s")
                                .formatted(
                                        file.name(),
                                        file.path(),
                                        file.source().coordinates(),
                                        folder.toAbsolutePath(),
                                        PROPERTY,
                                        VARIABLE)));
    }

    /**
     * Takes a copy of {@code found} into the folder, all at once.
     *
     * @throws InferenceException FILE_WRONG where it is not the pinned file
     */
    Path store(PinnedFile file, Path found) throws IOException {
        Path place = place(file);
        Files.createDirectories(place.getParent());
        Path copy = Files.createTempFile(place.getParent(), ".incoming-", null);
        try {
            Files.copy(found, copy, StandardCopyOption.REPLACE_EXISTING);
            String digest = Sha256.of(copy);
            if (!digest.equals(file.sha256())) {
                throw new InferenceException(
                        Code.FILE_WRONG,
                        wrong(file.path() + " in " + file.source().coordinates(), file.sha256(), digest));
            }
            return Files.move(copy, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    static String wrong(String what, String expected, String actual) {
        return "%s is not what was pinned: expected sha256 %s, actual %s".formatted(what, expected, actual);
    }

    Path place(PinnedFile file) {
        return folder.resolve(file.sha256().substring(0, 2)).resolve(file.sha256() + "-" + file.name());
    }

    private static String digest(Path file) {
        try {
            return Sha256.of(file);
        } catch (IOException e) {
            throw new InferenceException(Code.FILE_MISSING, "cannot read %s: %s".formatted(file, e.getMessage()), e);
        }
    }
}
