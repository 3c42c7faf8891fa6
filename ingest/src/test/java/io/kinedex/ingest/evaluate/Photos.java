package io.kinedex.ingest.evaluate;

import io.kinedex.inference.pinned.PinnedList;
import io.kinedex.inference.pinned.PinnedStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Photographs that the build has fetched for the tests of models. */
final class Photos {
    private Photos() {}

    static Path copy(String name, Path to) throws IOException {
        String list = Path.of(
                        System.getProperty("kinedex.root"),
                        "inference/src/test/resources/io/kinedex/inference/pictures.yaml")
                .toString();
        Path photo = PinnedStore.configured()
                .require(PinnedList.read(list).stream()
                        .filter(file -> file.name().equals(name))
                        .findFirst()
                        .orElseThrow());
        Files.createDirectories(to.getParent());
        return Files.copy(photo, to);
    }
}
