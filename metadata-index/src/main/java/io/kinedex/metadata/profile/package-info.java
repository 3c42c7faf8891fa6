/**
 * How a follower wants records: what they say (a {@link io.kinedex.metadata.profile.Profile}) and what is around them (an
 * {@link io.kinedex.metadata.profile.Envelope}).
 *
 * <p>The stream keeps one form of a record. Each follower names the {@link io.kinedex.metadata.profile.RecordForm} that it
 * reads; the HTTP interface, the sinks and the Kinesis endpoint translate on the way out.
 */
@NullMarked
package io.kinedex.metadata.profile;

import org.jspecify.annotations.NullMarked;
