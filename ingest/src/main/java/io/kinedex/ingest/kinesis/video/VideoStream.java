package io.kinedex.ingest.kinesis.video;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What AWS's API knows of a stream. Immutable; any thread.
 *
 * @param created        part of its ARN
 * @param revision       counts changes; the version that clients see is made of it
 * @param retentionHours how long its fragments are kept, 0 for not at all; empty where the node's own rule holds
 * @param mediaType      such as {@code video/h264}; may be empty
 * @param deviceName     may be empty
 * @param kmsKeyId       empty for the service's own key; kept and shown, nothing is encrypted by it
 */
record VideoStream(
        String name,
        Instant created,
        long revision,
        Optional<Integer> retentionHours,
        String mediaType,
        String deviceName,
        String kmsKeyId,
        Map<String, String> tags) {
    VideoStream {
        tags = Map.copyOf(new TreeMap<>(tags));
    }

    /** Opaque to clients; differs after every change, also from that of an earlier stream of the name. */
    String version() {
        return (Long.toString(created.toEpochMilli(), Character.MAX_RADIX) + "r" + revision).toUpperCase(Locale.ROOT);
    }

    VideoStream retained(int hours) {
        return new VideoStream(name, created, revision + 1, Optional.of(hours), mediaType, deviceName, kmsKeyId, tags);
    }

    VideoStream described(String newMediaType, String newDeviceName) {
        return new VideoStream(
                name, created, revision + 1, retentionHours, newMediaType, newDeviceName, kmsKeyId, tags);
    }

    /** Tags are no part of the version. */
    VideoStream tagged(Map<String, String> newTags) {
        return new VideoStream(name, created, revision, retentionHours, mediaType, deviceName, kmsKeyId, newTags);
    }
}
