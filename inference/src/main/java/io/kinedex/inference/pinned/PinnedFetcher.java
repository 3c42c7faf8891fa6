package io.kinedex.inference.pinned;

import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Brings pinned files into a store: skips those that are there, asks the mirror where there is one, and lets the
 * package manager's client fetch the rest, each package once. One thread.
 */
final class PinnedFetcher {
    private static final int ATTEMPTS = 3;
    private static final long PAUSE_MILLIS = 2_000;

    private final PinnedStore store;
    private final Optional<Mirror> mirror;
    private final PackageClient client;
    private final Consumer<String> progress;

    PinnedFetcher(PinnedStore store, Optional<Mirror> mirror, PackageClient client, Consumer<String> progress) {
        this.store = store;
        this.mirror = mirror;
        this.client = client;
        this.progress = progress;
    }

    /**
     * Returns when all files are in the store.
     *
     * @return how many had to be fetched
     * @throws InferenceException FETCH_FAILED or FILE_WRONG
     */
    int fetch(List<PinnedFile> files) throws InterruptedException {
        Map<PackageRef, List<PinnedFile>> missing = new LinkedHashMap<>();
        files.stream()
                .filter(file -> !present(file))
                .forEach(file -> missing.computeIfAbsent(file.source(), _ -> new ArrayList<>())
                        .add(file));
        int fetched = 0;
        for (Map.Entry<PackageRef, List<PinnedFile>> each : missing.entrySet()) {
            progress.accept("fetching %s for %s"
                    .formatted(
                            each.getKey().coordinates(),
                            each.getValue().stream().map(PinnedFile::name).toList()));
            fetchPatiently(each.getKey(), each.getValue());
            fetched += each.getValue().size();
        }
        return fetched;
    }

    private boolean present(PinnedFile file) {
        try {
            return store.find(file).isPresent();
        } catch (InferenceException e) {
            progress.accept(e.getMessage() + "; fetching it again");
            return false;
        }
    }

    private void fetchPatiently(PackageRef source, List<PinnedFile> files) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                fetchOnce(source, files);
                return;
            } catch (PackageClient.ClientMissingException e) {
                throw e;
            } catch (IOException | InferenceException e) {
                boolean wrong = e instanceof InferenceException known && known.code() == Code.FILE_WRONG;
                if (wrong || attempt == ATTEMPTS) {
                    throw e instanceof InferenceException known
                            ? known
                            : new InferenceException(
                                    Code.FETCH_FAILED,
                                    "cannot fetch %s into %s: %s".formatted(source.coordinates(), store.folder(), e),
                                    e);
                }
                progress.accept("attempt %d of %d: %s".formatted(attempt, ATTEMPTS, e.getMessage()));
                Thread.sleep(PAUSE_MILLIS * attempt);
            }
        }
    }

    private void fetchOnce(PackageRef source, List<PinnedFile> files) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("kinedex-fetch-");
        try {
            List<PinnedFile> remaining = fromMirror(files, folder);
            if (!remaining.isEmpty()) {
                Path archive = archive(source, folder);
                String digest = Sha256.of(archive);
                if (!digest.equals(source.sha256())) {
                    throw new InferenceException(
                            Code.FILE_WRONG, PinnedStore.wrong(source.coordinates(), source.sha256(), digest));
                }
                for (PinnedFile file : remaining) {
                    Path extracted = folder.resolve("extracted");
                    new PackageArchive(source, archive).extract(file.path(), extracted);
                    stored(file, extracted);
                }
            }
        } finally {
            delete(folder);
        }
    }

    private List<PinnedFile> fromMirror(List<PinnedFile> files, Path folder) throws IOException, InterruptedException {
        List<PinnedFile> remaining = new ArrayList<>();
        for (PinnedFile file : files) {
            Optional<Path> found = mirror.isPresent() ? mirror.get().file(file, folder) : Optional.empty();
            if (found.isPresent()) {
                stored(file, found.get());
            } else {
                remaining.add(file);
            }
        }
        return remaining;
    }

    private Path archive(PackageRef source, Path folder) throws IOException, InterruptedException {
        Optional<Path> mirrored = mirror.isPresent() ? mirror.get().archive(source, folder) : Optional.empty();
        return mirrored.isPresent() ? mirrored.get() : client.fetch(source, folder);
    }

    private void stored(PinnedFile file, Path found) throws IOException {
        progress.accept("stored %s (%,d bytes)".formatted(store.store(file, found), file.bytes()));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
