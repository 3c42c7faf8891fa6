package io.kinedex.inference.pinned;

import io.kinedex.inference.InferenceException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Fetches pinned files in the build. Arguments: the store's folder, then YAML documents by file or class path resource
 * name. {@code -Dkinedex.mirror=} names a folder or web address that serves in place of the registries,
 * {@code -Dkinedex.npm=} and {@code -Dkinedex.maven=} the clients. Ends with status 1 and a message when a file cannot
 * be had or is not what was pinned.
 */
public final class FetchPinned {
    private FetchPinned() {}

    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length < 2) {
            System.err.println("usage: FetchPinned FOLDER LIST.yaml...");
            System.exit(2);
        }
        try {
            fetch(
                    Path.of(arguments[0]),
                    Arrays.asList(arguments).subList(1, arguments.length),
                    Optional.of(System.getProperty("kinedex.mirror", "")).filter(mirror -> !mirror.isBlank()));
        } catch (InferenceException e) {
            System.err.println("[pinned] " + e.getMessage());
            System.exit(1);
        }
    }

    private static void fetch(Path folder, List<String> lists, Optional<String> mirrorLocation)
            throws InterruptedException {
        List<PinnedFile> files = new ArrayList<>();
        lists.forEach(list -> files.addAll(PinnedList.read(list)));
        Optional<Mirror> mirror = mirrorLocation.map(Mirror::new);
        try {
            int fetched = new PinnedFetcher(
                            new PinnedStore(folder),
                            mirror,
                            PackageClient.installed(),
                            line -> System.out.println("[pinned] " + line))
                    .fetch(files);
            System.out.printf("[pinned] %d files are in %s, %d of them new%n", files.size(), folder, fetched);
        } finally {
            mirror.ifPresent(Mirror::close);
        }
    }
}
