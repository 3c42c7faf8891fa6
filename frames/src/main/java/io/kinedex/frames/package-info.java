/** Turns fragmented video into decoded frames. */
@NullMarked
package io.kinedex.frames;

import org.jspecify.annotations.NullMarked;
