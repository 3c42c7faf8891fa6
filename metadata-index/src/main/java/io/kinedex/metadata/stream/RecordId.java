package io.kinedex.metadata.stream;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** The 16 bytes of a record's id. */
record RecordId(long high, long low) {
    static final int BYTES = 16;

    /** Of 32 hexadecimal digits. */
    static RecordId of(String hex) {
        return read(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
    }

    static RecordId read(ByteBuffer in) {
        return new RecordId(in.getLong(), in.getLong());
    }

    byte[] bytes() {
        return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
    }
}
