@NullMarked
package io.kinedex.ingest.kinesis.playback;

import org.jspecify.annotations.NullMarked;
