/** The endpoint for AWS clients over real connections, called by AWS clients. */
@NullMarked
package io.kinedex.ingest.kinesis;

import org.jspecify.annotations.NullMarked;
