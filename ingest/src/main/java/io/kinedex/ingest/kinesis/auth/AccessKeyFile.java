package io.kinedex.ingest.kinesis.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kinedex.ingest.IngestException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The file of a node's access keys, which its owner alone may read. Any thread and process: changes are made one after the
 * other, and a reader sees the file before or after a change.
 */
public final class AccessKeyFile {
    private static final ObjectMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final String ID_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final String SECRET_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final String ID_PREFIX = "KNDX";
    private static final int ID_RANDOM = 16;
    private static final int SECRET_LENGTH = 40;

    private final Path file;
    private final SecureRandom random = new SecureRandom();

    private AccessKeyFile(Path file) {
        this.file = file;
    }

    /** The file of the node whose data is there, whether it exists or not. */
    public static AccessKeyFile of(Path data) {
        return new AccessKeyFile(data.resolve("access-keys.json"));
    }

    Path path() {
        return file;
    }

    /**
     * All keys, in the order they were made.
     *
     * @throws IngestException DISK where the file is there and cannot be read
     */
    public List<AccessKey> read() {
        try {
            return MAPPER.readValue(Files.readAllBytes(file), new TypeReference<List<AccessKey>>() {});
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (JsonProcessingException e) {
            // Its own message might quote a secret
            throw new IngestException(
                    IngestException.Code.DISK,
                    "%s holds no access keys that can be read (line %d)"
                            .formatted(
                                    file,
                                    e.getLocation() == null
                                            ? 0
                                            : e.getLocation().getLineNr()));
        } catch (IOException e) {
            throw disk("cannot be read", e);
        }
    }

    /**
     * Makes a key.
     *
     * @throws IngestException CONFLICT where there is one of this name, BAD_REQUEST where it is no name
     */
    public AccessKey create(String name, List<String> actions, List<String> resources) {
        AccessKey key;
        try {
            key = new AccessKey(
                    name,
                    ID_PREFIX + draw(ID_CHARACTERS, ID_RANDOM),
                    draw(SECRET_CHARACTERS, SECRET_LENGTH),
                    actions,
                    resources);
        } catch (IllegalArgumentException e) {
            throw new IngestException(IngestException.Code.BAD_REQUEST, String.valueOf(e.getMessage()), e);
        }
        change(keys -> {
            if (keys.stream().anyMatch(other -> other.name().equals(name))) {
                throw new IngestException(
                        IngestException.Code.CONFLICT, "access key '%s' is there already".formatted(name));
            }
            List<AccessKey> more = new ArrayList<>(keys);
            more.add(key);
            return more;
        });
        return key;
    }

    /** @throws IngestException NOT_FOUND where there is none of this name */
    public void delete(String name) {
        change(keys -> {
            List<AccessKey> fewer =
                    keys.stream().filter(key -> !key.name().equals(name)).toList();
            if (fewer.size() == keys.size()) {
                throw new IngestException(
                        IngestException.Code.NOT_FOUND, "there is no access key '%s'".formatted(name));
            }
            return fewer;
        });
    }

    private String draw(String characters, int count) {
        StringBuilder text = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            text.append(characters.charAt(random.nextInt(characters.length())));
        }
        return text.toString();
    }

    private void change(UnaryOperator<List<AccessKey>> edit) {
        Path lock = file.resolveSibling(file.getFileName() + ".lock");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            try (FileChannel channel = FileChannel.open(
                            lock, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), owner());
                    FileLock _ = channel.lock()) {
                replace(MAPPER.writeValueAsBytes(edit.apply(read())));
            }
        } catch (IOException e) {
            throw disk("cannot be changed", e);
        }
    }

    private void replace(byte[] bytes) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel out =
                FileChannel.open(fresh, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), owner())) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                out.write(rest);
            }
            out.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static FileAttribute<?>[] owner() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private IngestException disk(String what, IOException cause) {
        return new IngestException(
                IngestException.Code.DISK, "%s %s: %s".formatted(file, what, cause.getMessage()), cause);
    }
}
