package io.kinedex.metadata.kinesis;

import io.kinedex.metadata.sink.PayloadEncoder;
import java.nio.file.Path;

/**
 * How records go to a data stream. Immutable.
 *
 * @param name        of the sink, for its threads
 * @param target      the data stream
 * @param aggregation whether several records of a stream name go as one, in the Kinesis Producer Library's format
 * @param encoder     makes the payloads
 * @param tooLarge    the file that takes payloads larger than the data stream does, a line each
 */
public record KinesisSinkOptions(
        String name, KinesisTarget target, boolean aggregation, PayloadEncoder encoder, Path tooLarge) {}
