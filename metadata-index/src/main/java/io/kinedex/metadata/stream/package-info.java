/** The metadata stream: append durably, follow from anywhere. */
@NullMarked
package io.kinedex.metadata.stream;

import org.jspecify.annotations.NullMarked;
