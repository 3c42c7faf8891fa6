package io.kinedex.metadata.record;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

/** Vectors as they are written: 32-bit floats, little-endian; in text, base64 (RFC 4648) of these. Stateless. */
public final class VectorBytes {
    private VectorBytes() {}

    public static byte[] of(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return bytes.array();
    }

    /** @throws IllegalArgumentException where the bytes are not whole floats */
    public static float[] floats(byte[] bytes) {
        if (bytes.length % Float.BYTES != 0) {
            throw new IllegalArgumentException("%d bytes are not whole floats".formatted(bytes.length));
        }
        float[] vector = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
        return vector;
    }

    public static String base64(float[] vector) {
        return Base64.getEncoder().encodeToString(of(vector));
    }

    /** @throws IllegalArgumentException where the text is not base64 of whole floats */
    public static float[] floats(String base64) {
        return floats(Base64.getDecoder().decode(base64));
    }
}
