@NullMarked
package io.kinedex.ingest.kinesis.data;

import org.jspecify.annotations.NullMarked;
