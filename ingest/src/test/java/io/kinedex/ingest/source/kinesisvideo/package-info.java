/** Sources of Kinesis Video over real connections, from a hand-written service whose faults are scripted. */
@NullMarked
package io.kinedex.ingest.source.kinesisvideo;

import org.jspecify.annotations.NullMarked;
