package io.kinedex.samples.accuracy;

import io.kinedex.inference.pinned.PinnedFile;
import io.kinedex.inference.pinned.PinnedList;
import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.samples.media.FilmTruth;
import io.kinedex.samples.media.SampleMedia;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Labelled data out of pinned files: pictures with boxes drawn by hand, a film whose tracks follow from the boxes in its
 * photographs, pages of text that are drawn here, a recording with its words. One thread at a time.
 */
public final class AccuracyData {
    private static final String RESOURCES = "/io/kinedex/samples/accuracy/";
    private static final String FILM = "street";
    private static final String ADDRESS = "address";

    private final PinnedStore store;
    private final Map<String, PinnedFile> files;

    /** @param store that has the pinned files */
    public AccuracyData(PinnedStore store) {
        this.store = store;
        this.files = PinnedList.read(RESOURCES.substring(1) + "data.yaml").stream()
                .collect(Collectors.toUnmodifiableMap(PinnedFile::name, file -> file));
    }

    /**
     * Writes all sets.
     *
     * @return their folders
     * @throws io.kinedex.inference.InferenceException where a pinned file is missing
     */
    public List<Path> layOut(Path folder) throws IOException {
        return List.of(
                pictures(folder.resolve("objects"), "objects.json"),
                pictures(folder.resolve("faces"), "faces.json"),
                tracks(folder.resolve("tracks")),
                text(folder.resolve("text")),
                speech(folder.resolve("speech")));
    }

    /** Photographs with boxes around all that is of the labelled classes. */
    Path pictures(Path folder, String labels) throws IOException {
        Files.createDirectories(folder);
        for (String name : files.keySet()) {
            if (name.endsWith(".jpg") || name.endsWith(".png")) {
                copy(name, folder.resolve(name));
            }
        }
        write(labels, folder.resolve("labels.json"));
        return folder;
    }

    private Path tracks(Path folder) throws IOException {
        Files.createDirectories(folder.resolve("gt"));
        SampleMedia media = SampleMedia.bundled(store);
        Files.copy(media.path(FILM), folder.resolve(FILM + ".mp4"), StandardCopyOption.REPLACE_EXISTING);
        FilmTruth truth = FilmTruth.of(media, FILM, text("objects.json"));
        Files.write(folder.resolve("gt/gt.txt"), truth.lines());
        Files.write(folder.resolve("gt/labels.txt"), truth.names());
        return folder;
    }

    private Path text(Path folder) throws IOException {
        Files.createDirectories(folder);
        new TextPages(name -> store.require(pinned(name))).write(folder);
        return folder;
    }

    private Path speech(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path address = SampleMedia.bundled(store).path(ADDRESS);
        Files.copy(address, folder.resolve("jfk.wav"), StandardCopyOption.REPLACE_EXISTING);
        write("speech.tsv", folder.resolve("speech.tsv"));
        // its recordings come by Debian's packages alone; see docs/accuracy.md
        write("librivox.tsv", folder.resolve("librivox.tsv"));
        return folder;
    }

    private PinnedFile pinned(String name) {
        PinnedFile file = files.get(name);
        if (file == null) {
            throw new IllegalArgumentException("data.yaml names no file '%s'".formatted(name));
        }
        return file;
    }

    private void copy(String name, Path to) throws IOException {
        Files.copy(store.require(pinned(name)), to, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void write(String resource, Path to) throws IOException {
        Files.writeString(to, text(resource));
    }

    private static String text(String resource) {
        try (InputStream in = AccuracyData.class.getResourceAsStream(RESOURCES + resource)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCES + resource + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
