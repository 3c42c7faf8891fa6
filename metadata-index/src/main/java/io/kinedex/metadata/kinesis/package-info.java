/**
 * The metadata stream on Amazon Kinesis Data Streams: published by a sink, followed by the Kinesis Client Library.
 *
 * <p>Records go out under their stream's name as the partition key, one request at a time for each name, so that a camera's
 * records arrive in order whatever fails. They may arrive twice, under the same ids; who follows passes over what it has
 * seen.
 */
@NullMarked
package io.kinedex.metadata.kinesis;

import org.jspecify.annotations.NullMarked;
