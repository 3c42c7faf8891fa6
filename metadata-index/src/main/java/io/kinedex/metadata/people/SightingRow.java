package io.kinedex.metadata.people;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Whose a sighting is, as it is kept.
 *
 * @param owner  the person's id when this was written
 * @param pinned whether a user decided it
 * @param sealed the template that the sighting counts with. Lent: not to be changed
 */
@SuppressWarnings("ArrayRecordComponent")
record SightingRow(String owner, boolean pinned, byte[] sealed) {
    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(owner);
            out.writeBoolean(pinned);
            out.write(sealed);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    static SightingRow of(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            return new SightingRow(in.readUTF(), in.readBoolean(), in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory cannot fail", e);
        }
    }
}
