package io.kinedex.ingest.http;

import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.IngestException.Code;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Users' models that are never loaded: one whose archive is longer than four bytes is taken. */
final class FakeModels implements OwnModels {
    final Map<String, ModelStatus> models = new ConcurrentHashMap<>();
    final List<Path> archives = new ArrayList<>();
    private final Path folder = temporary();

    private static Path temporary() {
        try {
            return Files.createTempDirectory("models");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized Path incoming() {
        Path archive = folder.resolve(archives.size() + ".zip");
        archives.add(archive);
        return archive;
    }

    @Override
    public ModelStatus put(String name, Path archive) {
        try {
            if (Files.size(archive) <= 4) {
                throw new IngestException(Code.BAD_REQUEST, "the archive is no ZIP that can be read");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ModelStatus model =
                new ModelStatus(name, "a test", "plates", "here", "cd".repeat(32), "the user's own", true, true, "");
        models.put(name, model);
        return model;
    }

    @Override
    public boolean remove(String name) {
        if (name.equals("used")) {
            throw new IngestException(Code.CONFLICT, "streams [gate] look through model used");
        }
        return models.remove(name) != null;
    }

    @Override
    public List<ModelStatus> list() {
        return List.copyOf(models.values());
    }
}
