/** Tests of Kinesis Video's API with Amazon's own clients. */
@NullMarked
package io.kinedex.ingest.kinesis.video;

import org.jspecify.annotations.NullMarked;
