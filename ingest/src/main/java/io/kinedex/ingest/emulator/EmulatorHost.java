package io.kinedex.ingest.emulator;

import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.ingest.kinesis.video.StreamHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;

/** The streams of an emulator, each of them an empty file in a folder. Any thread may call any method. */
final class EmulatorHost implements StreamHost {
    private final Path folder;
    private final FragmentArchive archive;
    private final NavigableSet<String> names = new ConcurrentSkipListSet<>();

    EmulatorHost(Path folder, FragmentArchive archive) {
        this.folder = folder;
        this.archive = archive;
        try {
            Files.createDirectories(folder);
            try (Stream<Path> files = Files.list(folder)) {
                files.forEach(file -> names.add(file.getFileName().toString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<String> names() {
        return List.copyOf(names);
    }

    @Override
    public boolean has(String name) {
        return names.contains(name);
    }

    @Override
    public void create(String name) {
        try {
            Files.writeString(folder.resolve(name), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        names.add(name);
    }

    @Override
    public void delete(String name) {
        names.remove(name);
        archive.delete(name);
        try {
            Files.deleteIfExists(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void arrived(String name) {
        // nothing waits for fragments but GetMedia, which the archive tells
    }
}
