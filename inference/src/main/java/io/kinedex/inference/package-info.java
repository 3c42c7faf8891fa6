/** Runs trained models on frames. */
@NullMarked
package io.kinedex.inference;

import org.jspecify.annotations.NullMarked;
