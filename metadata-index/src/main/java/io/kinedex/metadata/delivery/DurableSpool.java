package io.kinedex.metadata.delivery;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done with files of the spool. Any thread. Streams instead of channels, since an interrupt, which is how a sink is
 * ended, closes a channel.
 */
final class DurableSpool {
    private static final Logger LOG = LoggerFactory.getLogger(DurableSpool.class);
    private static final int BUFFER_BYTES = 64 * 1024;

    private DurableSpool() {}

    /** What was written to the file survives the loss of the machine's power when this returns. */
    static void force(Path file) throws IOException {
        try (FileOutputStream out = new FileOutputStream(file.toFile(), true)) {
            out.getFD().sync();
        }
    }

    /** Puts the bytes in the file's place in one step. */
    static void replace(Path file, byte[] bytes) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (FileOutputStream out = new FileOutputStream(fresh.toFile())) {
            out.write(bytes);
            out.getFD().sync();
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceFolder(file.toAbsolutePath().resolveSibling("."));
    }

    /** Makes the names in a folder durable; where the platform opens no folders its renames are durable by themselves. */
    private static void forceFolder(Path folder) throws IOException {
        try (FileInputStream in = new FileInputStream(folder.toFile())) {
            in.getFD().sync();
        } catch (FileNotFoundException e) {
            LOG.trace("{} cannot be opened", folder, e);
        }
    }

    /** In base64. */
    static String sha256(Path file) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = new FileInputStream(file.toFile())) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return Base64.getEncoder().encodeToString(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("{} cannot be removed: {}", file, e.toString());
        }
    }

    /** Removes all files of the folder but the named ones. */
    static void clear(Path folder, Set<String> keep) throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> !keep.contains(String.valueOf(file.getFileName())))
                        .forEach(DurableSpool::delete);
            }
        }
    }
}
