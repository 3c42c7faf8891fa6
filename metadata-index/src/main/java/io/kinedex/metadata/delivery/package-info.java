/**
 * Delivers the metadata stream to buckets of S3, or of whatever speaks its protocol, as objects of many records.
 *
 * <p>A {@link io.kinedex.metadata.delivery.S3SinkFactory} opens sinks that collect records into one spooled file for each
 * stream and hour. When a batch is large or old enough its files are made durable, the {@code Journal} takes note of them and
 * their names, and only then are they put. After a crash the same files are put again under the same names, so that every
 * record is in exactly one object whatever happened in between. docs/adr/0010 tells why.
 */
@NullMarked
package io.kinedex.metadata.delivery;

import org.jspecify.annotations.NullMarked;
