package io.kinedex.ingest.kinesis.data;

import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.storage.DurableFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Positions that clients carry and cannot make or change: signed by HMAC-SHA256 under a key that lies in the data folder, so
 * that they hold over a restart. Any thread.
 */
final class SignedTokens {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;
    private static final int SIGNATURE_BYTES = 32;

    private final SecretKeySpec key;

    private SignedTokens(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /** Reads the key from the file, or makes one. */
    static SignedTokens open(Path file) {
        try {
            if (!Files.exists(file)) {
                byte[] fresh = new byte[KEY_BYTES];
                new SecureRandom().nextBytes(fresh);
                DurableFiles.replace(file, fresh);
            }
            byte[] key = Files.readAllBytes(file);
            if (key.length != KEY_BYTES) {
                throw new IngestException(
                        IngestException.Code.DISK, "%s is damaged; delete it, clients will begin anew".formatted(file));
            }
            return new SignedTokens(key);
        } catch (IOException e) {
            throw DurableFiles.disk("%s cannot be read".formatted(file), e);
        }
    }

    /** What a token is for; one of another purpose is none. */
    enum Purpose {
        SHARD_ITERATOR,
        LIST_SHARDS,
        LIST_STREAMS,
        LIST_CONSUMERS
    }

    /**
     * What a token says.
     *
     * @param owner  the identity of the stream's log
     * @param shard  in that log
     * @param place  a sequence number, or the name after which a list goes on
     * @param issued when it was given out
     */
    record Token(Purpose purpose, String owner, int shard, String place, Instant issued) {}

    String sign(Token token) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(token.purpose().ordinal());
            out.writeUTF(token.owner());
            out.writeShort(token.shard());
            out.writeUTF(token.place());
            out.writeLong(token.issued().toEpochMilli());
            out.write(signature(bytes.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException("an array takes every byte", e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    /** The token; empty where this node did not give it out for this purpose. */
    Optional<Token> read(Purpose purpose, String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            int end = bytes.length - SIGNATURE_BYTES;
            if (end < 1 || bytes[0] != purpose.ordinal()) {
                return Optional.empty();
            }
            byte[] said = Arrays.copyOf(bytes, end);
            if (!MessageDigest.isEqual(signature(said), Arrays.copyOfRange(bytes, end, bytes.length))) {
                return Optional.empty();
            }
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(said, 1, end - 1));
            return Optional.of(new Token(
                    purpose, in.readUTF(), in.readUnsignedShort(), in.readUTF(), Instant.ofEpochMilli(in.readLong())));
        } catch (IllegalArgumentException | IOException _) {
            return Optional.empty();
        }
    }

    private byte[] signature(byte[] bytes) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
