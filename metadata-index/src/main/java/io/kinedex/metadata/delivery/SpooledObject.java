package io.kinedex.metadata.delivery;

/**
 * An object whose bytes lie complete in the spool.
 *
 * @param file   its name in the spool
 * @param bucket where it goes
 * @param key    its name there
 * @param sha256 of its bytes, in base64, as S3 wants it
 */
record SpooledObject(
        String file,
        String bucket,
        String key,
        String contentType,
        String contentEncoding,
        String sha256,
        long bytes,
        long records) {}
