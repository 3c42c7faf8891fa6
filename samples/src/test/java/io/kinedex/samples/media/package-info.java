@NullMarked
package io.kinedex.samples.media;

import org.jspecify.annotations.NullMarked;
