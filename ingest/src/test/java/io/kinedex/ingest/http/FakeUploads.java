package io.kinedex.ingest.http;

import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.IngestException.Code;
import io.kinedex.ingest.upload.NewUpload;
import io.kinedex.ingest.upload.Upload;
import io.kinedex.ingest.upload.Uploads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** Uploads in a folder that are never analysed. Counts what is acknowledged by the size of the file. */
final class FakeUploads implements Uploads {
    private final Path folder;
    private final Map<String, Upload> uploads = new LinkedHashMap<>();
    private final Set<String> writers = new HashSet<>();
    private CountDownLatch turnsEnded = new CountDownLatch(1);

    FakeUploads(Path folder) {
        this.folder = folder;
    }

    /** Reaches zero when the next turn of a writer has ended. */
    synchronized CountDownLatch nextTurn() {
        turnsEnded = new CountDownLatch(1);
        return turnsEnded;
    }

    @Override
    public synchronized Upload create(NewUpload announced) {
        if (announced.length().orElse(0) > 1L << 40) {
            throw new IngestException(Code.TOO_LARGE, "'%s' is larger than 1 TiB".formatted(announced.fileName()));
        }
        announced.after().filter(after -> !uploads.containsKey(after)).ifPresent(after -> {
            throw new IngestException(Code.NOT_FOUND, "there is no upload '%s' to come after".formatted(after));
        });
        Upload upload = new Upload(
                "u" + uploads.size(),
                announced.stream(),
                announced.fileName(),
                Upload.State.RECEIVING,
                announced.length(),
                0,
                announced.start(),
                Upload.Progress.NONE,
                "",
                "");
        uploads.put(upload.id(), upload);
        try {
            Files.createFile(content(upload.id()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return upload;
    }

    @Override
    public synchronized Optional<Upload> find(String id) {
        return Optional.ofNullable(uploads.get(id));
    }

    @Override
    public synchronized List<Upload> list(String stream) {
        return uploads.values().stream()
                .filter(upload -> stream.isEmpty() || upload.stream().equals(stream))
                .toList()
                .reversed();
    }

    @Override
    public synchronized Upload begin(String id, long offset) {
        Upload upload = find(id).orElseThrow(
                        () -> new IngestException(Code.NOT_FOUND, "there is no upload '%s'".formatted(id)));
        if (upload.state() != Upload.State.RECEIVING || upload.received() != offset || !writers.add(id)) {
            throw new IngestException(
                    Code.CONFLICT,
                    "upload %s has %d bytes, not %d, or is complete, or is being written"
                            .formatted(id, upload.received(), offset));
        }
        return upload;
    }

    @Override
    public Path content(String id) {
        return folder.resolve(id);
    }

    @Override
    public synchronized Upload written(String id, boolean complete) {
        writers.remove(id);
        long size = content(id).toFile().length();
        Upload upload = Objects.requireNonNull(uploads.get(id));
        boolean whole = upload.length().isPresent() ? size == upload.length().getAsLong() : complete;
        Upload now = new Upload(
                id,
                upload.stream(),
                upload.fileName(),
                whole ? Upload.State.QUEUED : Upload.State.RECEIVING,
                upload.length(),
                size,
                upload.start(),
                upload.progress(),
                "",
                "");
        uploads.put(id, now);
        turnsEnded.countDown();
        return now;
    }

    @Override
    public synchronized boolean cancel(String id) {
        content(id).toFile().delete();
        return uploads.remove(id) != null;
    }
}
