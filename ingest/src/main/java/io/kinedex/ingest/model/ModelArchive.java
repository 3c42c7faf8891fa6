package io.kinedex.ingest.model;

import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.IngestException.Code;
import io.kinedex.ingest.http.OwnModels;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/** Unpacks what was sent. Nothing of it lands outside the folder, and no more than the limits allow. */
final class ModelArchive {
    private static final int FILES_MAX = 16;
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,127}";

    private ModelArchive() {}

    /**
     * Unpacks the archive.
     *
     * @param into an empty folder
     * @return the description
     * @throws IngestException BAD_REQUEST, TOO_LARGE
     */
    static Path unpack(Path archive, Path into, long bytesMax) throws IOException {
        List<Path> descriptions = new ArrayList<>();
        long left = bytesMax;
        int files = 0;
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (!entry.getName().matches(NAME) || ++files > FILES_MAX) {
                    throw bad(
                            "the archive holds '%s'; it may hold at most %d files, in no folder, named by letters, digits, . _ -"
                                    .formatted(shown(entry.getName()), FILES_MAX));
                }
                Path file = into.resolve(entry.getName());
                left -= copy(zip, file, left);
                if (entry.getName().matches(".*\\.ya?ml")) {
                    descriptions.add(file);
                }
            }
        } catch (ZipException e) {
            throw bad("the archive is no ZIP that can be read: " + e.getMessage());
        }
        if (descriptions.size() != 1) {
            throw bad("the archive holds %d files whose names end in .yaml, must hold one: the description"
                    .formatted(descriptions.size()));
        }
        return descriptions.getFirst();
    }

    private static long copy(InputStream from, Path to, long bytesMax) throws IOException {
        long copied = 0;
        byte[] part = new byte[64 * 1024];
        try (OutputStream out = Files.newOutputStream(to)) {
            for (int read = from.read(part); read >= 0; read = from.read(part)) {
                copied += read;
                if (copied > bytesMax) {
                    throw new IngestException(
                            Code.TOO_LARGE,
                            "the archive holds more than the %d bytes allowed".formatted(OwnModels.BYTES_MAX));
                }
                out.write(part, 0, read);
            }
        }
        return copied;
    }

    private static String shown(String name) {
        return name.length() > 100 ? name.substring(0, 100) + "..." : name;
    }

    private static IngestException bad(String message) {
        return new IngestException(Code.BAD_REQUEST, message);
    }
}
