package io.kinedex.metadata.people;

import io.kinedex.metadata.MetadataException;
import io.kinedex.metadata.MetadataException.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key of its own for everybody and for every sighting of a face, in one file. What is sealed by a key can be read as long
 * as the key is there; destroying it makes every copy unreadable at once, in logs, backups and at receivers alike
 * (crypto-shredding). All threads.
 *
 * <p>The file is a line that names the form and then slots of 48 bytes: 16 of the SHA-256 of the owner's name, 32 of its
 * key. A destroyed key is overwritten with zeros in its place and forced to the disk; its slot stays, so that its owner
 * gets no other. A slot is forced to the disk before its key is used.
 *
 * <p>AES-256-GCM. The nonce is made of key and plain text (the first 96 bits of their HMAC-SHA-256), so that sealing the
 * same again gives the same bytes, as a replay must, and no nonce serves two texts.
 */
public final class KeyVault implements AutoCloseable {
    private static final byte[] HEAD = "kinedex face keys 1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int OWNER_BYTES = 16;
    private static final int KEY_BYTES = 32;
    private static final int SLOT_BYTES = OWNER_BYTES + KEY_BYTES;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final FileChannel file;
    private final SecureRandom random = new SecureRandom();
    private final Map<Owner, Integer> slots = new HashMap<>();
    private int count;

    private record Owner(long high, long low) {
        static Owner of(String name) {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
                return of(ByteBuffer.wrap(digest));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }

        static Owner of(ByteBuffer bytes) {
            return new Owner(bytes.getLong(), bytes.getLong());
        }
    }

    private KeyVault(FileChannel file) {
        this.file = file;
    }

    /**
     * Opens the file, or makes it so that its owner alone can read it.
     *
     * @throws MetadataException DISK, CORRUPT where it is another file
     */
    public static KeyVault open(Path path) {
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            if (!Files.exists(path)) {
                Files.createFile(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            KeyVault vault = new KeyVault(FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
            vault.load(path);
            return vault;
        } catch (IOException e) {
            throw disk(e);
        }
    }

    private void load(Path path) throws IOException {
        if (file.size() < HEAD.length) {
            file.truncate(0);
            file.write(ByteBuffer.wrap(HEAD), 0);
            file.force(true);
        }
        byte[] all = new byte[Math.toIntExact(file.size())];
        read(ByteBuffer.wrap(all), 0);
        if (!Arrays.equals(all, 0, HEAD.length, HEAD, 0, HEAD.length)) {
            throw new MetadataException(Code.CORRUPT, "%s is no file of face keys of this version".formatted(path));
        }
        count = (all.length - HEAD.length) / SLOT_BYTES; // a slot that a crash cut off was not used yet
        for (int slot = 0; slot < count; slot++) {
            slots.put(Owner.of(ByteBuffer.wrap(all, HEAD.length + slot * SLOT_BYTES, OWNER_BYTES)), slot);
        }
        Arrays.fill(all, (byte) 0);
    }

    /**
     * Encrypts by the owner's key, which is made where there has been none.
     *
     * @return empty where the key was destroyed
     */
    public Optional<byte[]> seal(String owner, byte[] plain) {
        Optional<byte[]> key = key(owner, true);
        if (key.isEmpty()) {
            return Optional.empty();
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.get(), "HmacSHA256"));
            byte[] nonce = Arrays.copyOf(mac.doFinal(plain), NONCE_BYTES);
            byte[] secret = cipher(Cipher.ENCRYPT_MODE, key.get(), nonce).doFinal(plain);
            return Optional.of(ByteBuffer.allocate(NONCE_BYTES + secret.length)
                    .put(nonce)
                    .put(secret)
                    .array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM and HMAC-SHA-256", e);
        }
    }

    /**
     * Decrypts what {@link #seal} gave for this owner.
     *
     * @return empty where the key was destroyed or never was here, or where the bytes were not sealed by it
     */
    public Optional<byte[]> open(String owner, byte[] sealed) {
        Optional<byte[]> key = key(owner, false);
        if (key.isEmpty() || sealed.length <= NONCE_BYTES) {
            return Optional.empty();
        }
        try {
            byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
            return Optional.of(cipher(Cipher.DECRYPT_MODE, key.get(), nonce)
                    .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
    }

    private static Cipher cipher(int mode, byte[] key, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }

    private synchronized Optional<byte[]> key(String owner, boolean make) {
        Owner id = Owner.of(owner);
        Integer slot = slots.get(id);
        try {
            if (slot == null) {
                return make ? Optional.of(made(id)) : Optional.empty();
            }
            byte[] key = new byte[KEY_BYTES];
            read(ByteBuffer.wrap(key), place(slot) + OWNER_BYTES);
            return isDestroyed(key) ? Optional.empty() : Optional.of(key);
        } catch (IOException e) {
            throw disk(e);
        }
    }

    private byte[] made(Owner owner) throws IOException {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        ByteBuffer slot = ByteBuffer.allocate(SLOT_BYTES);
        slot.putLong(owner.high()).putLong(owner.low()).put(key).flip();
        write(slot, place(count));
        file.force(true);
        slots.put(owner, count++);
        return key;
    }

    /** Whether the owner had a key that was destroyed. */
    public synchronized boolean isDestroyed(String owner) {
        Integer slot = slots.get(Owner.of(owner));
        return slot != null && key(owner, false).isEmpty();
    }

    /** Destroys the owners' keys; who has none yet gets none any more. When this returns, the disk has them no longer. */
    public synchronized void destroy(Collection<String> owners) {
        try {
            for (String owner : owners) {
                Owner id = Owner.of(owner);
                Integer slot = slots.get(id);
                if (slot == null) {
                    ByteBuffer empty = ByteBuffer.allocate(SLOT_BYTES);
                    empty.putLong(0, id.high()).putLong(OWNER_BYTES / 2, id.low());
                    write(empty, place(count));
                    slots.put(id, count++);
                } else {
                    write(ByteBuffer.allocate(KEY_BYTES), place(slot) + OWNER_BYTES);
                }
            }
            file.force(true);
        } catch (IOException e) {
            throw disk(e);
        }
    }

    private static boolean isDestroyed(byte[] key) {
        return Arrays.equals(key, new byte[KEY_BYTES]);
    }

    private static long place(int slot) {
        return HEAD.length + (long) slot * SLOT_BYTES;
    }

    private void read(ByteBuffer into, long from) throws IOException {
        long at = from;
        while (into.hasRemaining()) {
            int read = file.read(into, at);
            if (read < 0) {
                throw new IOException("the file of face keys ends at byte %d".formatted(at));
            }
            at += read;
        }
    }

    private void write(ByteBuffer from, long to) throws IOException {
        long at = to;
        while (from.hasRemaining()) {
            at += file.write(from, at);
        }
    }

    private static MetadataException disk(IOException e) {
        return new MetadataException(Code.DISK, "the file of face keys cannot be read or written: " + e, e);
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw disk(e);
        }
    }
}
