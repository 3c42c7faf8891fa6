package io.kinedex.ingest.evaluate;

import io.kinedex.ingest.IngestException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The files of a data set, listed once. Immutable after that; safe for all threads. */
final class DataFolder {
    private static final Set<String> PICTURES =
            Set.of("jpg", "jpeg", "png", "bmp", "gif", "tif", "tiff", "webp", "ppm");
    private static final Set<String> VIDEOS =
            Set.of("mp4", "m4v", "mov", "mkv", "webm", "avi", "mpg", "mpeg", "ts", "wmv", "flv");
    private static final int FILES_MAX = 2_000_000;
    private static final int DEPTH_MAX = 12;

    private final Path root;
    private final List<Path> files = new ArrayList<>();
    private final Map<String, Path> byName = new HashMap<>();

    private DataFolder(Path root) {
        this.root = root;
    }

    /** @throws IngestException BAD_REQUEST where it is no folder that can be listed */
    static DataFolder list(Path root) {
        if (!Files.isDirectory(root)) {
            throw new IngestException(IngestException.Code.BAD_REQUEST, "%s is no folder".formatted(root));
        }
        DataFolder folder = new DataFolder(root);
        try (Stream<Path> walk = Files.walk(root, DEPTH_MAX)) {
            walk.filter(Files::isRegularFile).sorted().limit(FILES_MAX).forEach(folder::add);
        } catch (IOException | UncheckedIOException e) {
            throw new IngestException(
                    IngestException.Code.BAD_REQUEST, "%s cannot be listed: %s".formatted(root, e.getMessage()), e);
        }
        return folder;
    }

    private void add(Path file) {
        files.add(file);
        byName.putIfAbsent(file.getFileName().toString(), file);
    }

    Path root() {
        return root;
    }

    /** In the order of their paths. */
    List<Path> files() {
        return List.copyOf(files);
    }

    List<Path> ending(String ending) {
        return files.stream().filter(file -> ending(file).equals(ending)).toList();
    }

    /**
     * The file that labels mean by a name: below the root, beside the labels, or else the only one of that name. Never one
     * outside of the root.
     */
    Optional<Path> find(String name, Path labels) {
        String plain = name.replace('\\', '/');
        Path beside = Optional.ofNullable(labels.getParent()).orElse(root);
        return Stream.of(root, beside, root.resolve("images"), root.resolve("JPEGImages"))
                .map(folder -> folder.resolve(plain).normalize())
                .filter(file -> file.startsWith(root.normalize()) && Files.isRegularFile(file))
                .findFirst()
                .or(() -> Optional.ofNullable(byName.get(plain.substring(plain.lastIndexOf('/') + 1))));
    }

    /** As a person would name it. */
    String name(Path file) {
        return file.startsWith(root) ? root.relativize(file).toString() : file.toString();
    }

    static boolean isPicture(Path file) {
        return PICTURES.contains(ending(file));
    }

    static boolean isVideo(Path file) {
        return VIDEOS.contains(ending(file));
    }

    private static String ending(Path file) {
        String name = file.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    /** The name without what follows its last dot. */
    static String stem(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }
}
