package io.kinedex.metadata.delivery;

import io.kinedex.metadata.profile.RecordForm;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a delivery collects and how. Immutable.
 *
 * @param name        of the sink; also of its folder below {@code folder}
 * @param folder      where the journal and the spooled objects lie
 * @param form        what a line says; Parquet has a form of its own
 * @param bufferBytes a batch is put when it holds so many bytes before compression, over all streams
 * @param bufferAge   or when its first record has waited so long
 */
public record DeliveryOptions(
        String name,
        Path folder,
        S3Target target,
        DeliveryFormat format,
        RecordForm form,
        long bufferBytes,
        Duration bufferAge) {
    private static final long BYTES_MIN = 1;
    private static final long BYTES_MAX = 1L << 30;
    private static final Duration AGE_MAX = Duration.ofHours(1);

    public DeliveryOptions {
        if (bufferBytes < BYTES_MIN || bufferBytes > BYTES_MAX) {
            throw new IllegalArgumentException(
                    "buffer-bytes is %d, must be in %d..%d".formatted(bufferBytes, BYTES_MIN, BYTES_MAX));
        }
        if (!bufferAge.isPositive() || bufferAge.compareTo(AGE_MAX) > 0) {
            throw new IllegalArgumentException("buffer-age is %s, must be in 1 ms..1 h".formatted(bufferAge));
        }
    }

    Path spool() {
        return folder.resolve(name);
    }
}
