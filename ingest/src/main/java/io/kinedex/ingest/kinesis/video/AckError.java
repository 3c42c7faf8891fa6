package io.kinedex.ingest.kinesis.video;

import io.kinedex.ingest.IngestException;

/**
 * What can go wrong with a producer's stream, as PutMedia's acknowledgements name it.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesisvideostreams/latest/dg/API_dataplane_PutMedia.html">PutMedia</a>
 */
enum AckError {
    STREAM_READ_ERROR(4000),
    MAX_FRAGMENT_SIZE_REACHED(4001),
    MAX_FRAGMENT_DURATION_REACHED(4002),
    MAX_CONNECTION_DURATION_REACHED(4003),
    FRAGMENT_TIMECODE_LESSER_THAN_PREVIOUS(4004),
    MORE_THAN_ALLOWED_TRACKS_FOUND(4005),
    INVALID_MKV_DATA(4006),
    INVALID_PRODUCER_TIMESTAMP(4007),
    STREAM_NOT_ACTIVE(4008),
    FRAGMENT_METADATA_LIMIT_REACHED(4009),
    TRACK_NUMBER_MISMATCH(4010),
    FRAMES_MISSING_FOR_TRACK(4011),
    INTERNAL_ERROR(5000),
    ARCHIVAL_ERROR(5001);

    private final int id;

    AckError(int id) {
        this.id = id;
    }

    int id() {
        return id;
    }

    /** What it means to a producer that the archive does not take its fragments. */
    static AckError of(IngestException e) {
        return e.code() == IngestException.Code.NOT_FOUND ? STREAM_NOT_ACTIVE : ARCHIVAL_ERROR;
    }
}
