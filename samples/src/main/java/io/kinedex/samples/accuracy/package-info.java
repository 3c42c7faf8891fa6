/** The data that docs/accuracy.md measures on, laid out in the formats that {@code kinedex evaluate} reads. */
@NullMarked
package io.kinedex.samples.accuracy;

import org.jspecify.annotations.NullMarked;
