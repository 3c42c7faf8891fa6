package io.kinedex.ingest.rerun;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.config.ConfigJson;
import io.kinedex.ingest.storage.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;

/** The reruns' rows, each a file. Changes are made one at a time and on disk when a method returns. */
final class RerunRows {
    private static final String SUFFIX = ".json";
    private static final int ENDED_MAX = 1000;

    private final Path folder;
    private final NavigableMap<String, RerunRow> rows = new ConcurrentSkipListMap<>();

    RerunRows(Path folder) {
        this.folder = DurableFiles.folder(folder);
        for (Path file : DurableFiles.list(folder)) {
            if (file.toString().endsWith(SUFFIX)) {
                load(file);
            }
        }
    }

    private void load(Path file) {
        try {
            RerunRow row = ConfigJson.MAPPER.readValue(Files.readAllBytes(file), RerunRow.class);
            rows.put(row.id(), row);
        } catch (IOException e) {
            throw new IngestException(
                    IngestException.Code.DISK, "rerun file %s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** The oldest first. */
    List<RerunRow> all() {
        return List.copyOf(rows.values());
    }

    Optional<RerunRow> find(String id) {
        return Optional.ofNullable(rows.get(id));
    }

    synchronized void add(RerunRow row) {
        save(row);
        List<RerunRow> ended =
                all().stream().filter(each -> each.state().ended()).toList();
        ended.subList(0, Math.max(0, ended.size() - ENDED_MAX)).forEach(old -> remove(old.id()));
    }

    /** Changes the row and writes it; nothing happens where there is none. */
    synchronized Optional<RerunRow> change(String id, UnaryOperator<RerunRow> change) {
        Optional<RerunRow> changed = find(id).map(change);
        changed.ifPresent(this::save);
        return changed;
    }

    /** Changes the row in memory alone: what a restarted node finds out again. */
    synchronized void note(String id, UnaryOperator<RerunRow> change) {
        find(id).map(change).ifPresent(row -> rows.put(id, row));
    }

    private void remove(String id) {
        rows.remove(id);
        DurableFiles.remove(folder.resolve(id + SUFFIX));
    }

    private void save(RerunRow row) {
        try {
            DurableFiles.replace(folder.resolve(row.id() + SUFFIX), ConfigJson.MAPPER.writeValueAsBytes(row));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a rerun's row is always writable", e);
        }
        rows.put(row.id(), row);
    }
}
