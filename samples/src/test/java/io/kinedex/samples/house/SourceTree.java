package io.kinedex.samples.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The repository's sources. */
final class SourceTree {
    private SourceTree() {}

    /** The repository's root: a system property that the build sets, else the folder above the module. */
    static Path root() {
        String named = System.getProperty("kinedex.root", "");
        return named.isBlank() ? Path.of("..").toAbsolutePath().normalize() : Path.of(named);
    }

    /** Every Java file of every module, in order. */
    static List<Path> javaFiles() throws IOException {
        try (Stream<Path> modules = Files.list(root())) {
            return modules.map(module -> module.resolve("src"))
                    .filter(Files::isDirectory)
                    .flatMap(SourceTree::javaFilesBelow)
                    .sorted()
                    .toList();
        }
    }

    private static Stream<Path> javaFilesBelow(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
