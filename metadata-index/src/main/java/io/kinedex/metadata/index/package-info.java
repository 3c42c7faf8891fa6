/** The index: a view of the stream that answers queries. */
@NullMarked
package io.kinedex.metadata.index;

import org.jspecify.annotations.NullMarked;
