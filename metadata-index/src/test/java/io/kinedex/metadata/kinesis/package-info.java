@NullMarked
package io.kinedex.metadata.kinesis;

import org.jspecify.annotations.NullMarked;
