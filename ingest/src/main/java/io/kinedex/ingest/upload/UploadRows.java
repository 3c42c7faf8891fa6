package io.kinedex.ingest.upload;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.config.ConfigJson;
import io.kinedex.ingest.storage.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;

/** The uploads' rows, each a file in its upload's folder. Changes are made one at a time and on disk when a method returns. */
final class UploadRows {
    private final Path folder;
    private final Map<String, UploadRow> rows = new ConcurrentSkipListMap<>();

    UploadRows(Path folder) {
        this.folder = DurableFiles.folder(folder);
        for (Path upload : DurableFiles.list(folder)) {
            load(upload);
        }
    }

    private void load(Path upload) {
        Path file = upload.resolve("upload.json");
        if (!Files.exists(file)) {
            DurableFiles.remove(upload);
            return;
        }
        try {
            UploadRow row = ConfigJson.MAPPER.readValue(Files.readAllBytes(file), UploadRow.class);
            Path content = content(row.id());
            boolean growing = row.state() == Upload.State.RECEIVING && Files.exists(content);
            rows.put(row.id(), growing ? row.receiving(Files.size(content)) : row);
        } catch (IOException e) {
            throw new IngestException(
                    IngestException.Code.DISK, "upload file %s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }

    Path content(String id) {
        return folder.resolve(id).resolve("content");
    }

    Collection<UploadRow> all() {
        return rows.values();
    }

    Optional<UploadRow> find(String id) {
        return Optional.ofNullable(rows.get(id));
    }

    synchronized void add(UploadRow row) {
        DurableFiles.folder(folder.resolve(row.id()));
        save(row);
    }

    /** Changes the row and writes it; nothing happens where there is none. */
    synchronized Optional<UploadRow> change(String id, UnaryOperator<UploadRow> change) {
        Optional<UploadRow> changed = find(id).map(change);
        changed.ifPresent(this::save);
        return changed;
    }

    /** Changes the row in memory alone: what a restarted node finds out again. */
    synchronized void note(String id, UnaryOperator<UploadRow> change) {
        find(id).map(change).ifPresent(row -> rows.put(id, row));
    }

    synchronized void remove(String id) {
        rows.remove(id);
        DurableFiles.remove(folder.resolve(id));
    }

    private void save(UploadRow row) {
        write(row);
        rows.put(row.id(), row);
    }

    private void write(UploadRow row) {
        try {
            DurableFiles.replace(
                    folder.resolve(row.id()).resolve("upload.json"), ConfigJson.MAPPER.writeValueAsBytes(row));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an upload's row is always writable", e);
        }
    }
}
