package io.kinedex.ingest.upload;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a sender says before the first byte.
 *
 * @param stream   created with the node's defaults where it is new
 * @param fileName for messages; never used as a path
 * @param length   bytes, where known; the upload is complete when as many have come
 * @param start    producer time of the first frame; where empty: the recording's own, or after {@code after}, or now
 * @param after    the id of an upload of the same stream at whose end this one begins in time
 */
public record NewUpload(
        String stream, String fileName, OptionalLong length, Optional<Instant> start, Optional<String> after) {}
