/** Carries what was seen and heard, and finds it again. */
@NullMarked
package io.kinedex.metadata;

import org.jspecify.annotations.NullMarked;
