package io.kinedex.metadata.index;

import io.kinedex.metadata.MetadataException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32C;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.util.BytesRef;

/**
 * Where a page ends: the sort values of its last hit, with the moment that the first page took for now. Written as
 * base64url with a checksum; bound to the query and the order.
 */
record SearchCursor(Instant now, long[] values) {
    private static final byte VERSION = 1;

    static SearchCursor read(String text, SearchRequest request) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text.getBytes(StandardCharsets.US_ASCII)));
            int checksum = bytes.getInt();
            if (checksum != checksum(bytes.slice()) || bytes.get() != VERSION) {
                throw refused("is damaged or none of this search");
            }
            if (bytes.get() != request.order().ordinal() || bytes.getLong() != hash(request)) {
                throw refused("is of another query or order");
            }
            Instant now = Instant.ofEpochMilli(bytes.getLong());
            long[] values = new long[bytes.get()];
            Arrays.setAll(values, _ -> bytes.getLong());
            return new SearchCursor(now, values);
        } catch (IllegalArgumentException | BufferUnderflowException | NegativeArraySizeException e) {
            throw refused("is damaged or none of this search");
        }
    }

    String text(SearchRequest request) {
        ByteBuffer bytes = ByteBuffer.allocate(4 + 1 + 1 + 8 + 8 + 1 + 8 * values.length);
        bytes.position(4);
        bytes.put(VERSION)
                .put((byte) request.order().ordinal())
                .putLong(hash(request))
                .putLong(now.toEpochMilli());
        bytes.put((byte) values.length);
        for (long value : values) {
            bytes.putLong(value);
        }
        bytes.putInt(0, checksum(bytes.flip().position(4).slice()));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    static SearchCursor after(FieldDoc hit, Instant now) {
        return new SearchCursor(
                now, Arrays.stream(hit.fields).mapToLong(value -> (Long) value).toArray());
    }

    FieldDoc position() {
        Object[] fields = Arrays.stream(values).boxed().toArray();
        return new FieldDoc(Integer.MAX_VALUE, Float.NaN, fields);
    }

    private static long hash(SearchRequest request) {
        return SightingDocument.hash(new BytesRef(request.query().toString()));
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private static MetadataException refused(String why) {
        return new MetadataException(
                MetadataException.Code.BAD_QUERY,
                "the cursor %s; begin without one, and pass on only what the page before gave as next".formatted(why));
    }
}
