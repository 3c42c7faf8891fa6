package io.kinedex.inference.pinned;

import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** Takes single files out of a package's archive. One thread. */
final class PackageArchive {
    /** What a nested path steps into an inner archive with. */
    private static final String STEP = "!/";

    private final PackageRef source;
    private final Path archive;

    PackageArchive(PackageRef source, Path archive) {
        this.source = source;
        this.archive = archive;
    }

    /** Writes the file at {@code path} to {@code target}. */
    void extract(String path, Path target) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(archive))) {
            boolean npm = source.manager() == PackageRef.Manager.NPM;
            extract(in, npm ? "archive.tgz" : "archive.jar", npm, path, target);
        }
    }

    private void extract(InputStream in, String archiveName, boolean topFolder, String path, Path target)
            throws IOException {
        int step = path.indexOf(STEP);
        String wanted = step < 0 ? path : path.substring(0, step);
        try (ArchiveInputStream<?> entries = open(in, archiveName)) {
            seek(entries, wanted, topFolder);
            if (step < 0) {
                Files.copy(entries, target, StandardCopyOption.REPLACE_EXISTING);
            } else {
                extract(entries, wanted, false, path.substring(step + STEP.length()), target);
            }
        }
    }

    /** Leaves the stream at the wanted file's first byte. */
    private void seek(ArchiveInputStream<?> entries, String wanted, boolean topFolder) throws IOException {
        for (ArchiveEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
            String name = topFolder ? entry.getName().substring(entry.getName().indexOf('/') + 1) : entry.getName();
            if (!entry.isDirectory() && name.equals(wanted)) {
                return;
            }
        }
        throw new InferenceException(Code.FILE_WRONG, "%s has no file %s".formatted(source.coordinates(), wanted));
    }

    private static ArchiveInputStream<?> open(InputStream in, String name) throws IOException {
        return name.endsWith(".tgz") || name.endsWith(".tar.gz")
                ? new TarArchiveInputStream(new GzipCompressorInputStream(in))
                : new ZipArchiveInputStream(in);
    }
}
