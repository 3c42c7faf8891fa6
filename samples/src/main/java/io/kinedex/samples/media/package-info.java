/** The sample media: what packages carry, and a film made of photographs. */
@NullMarked
package io.kinedex.samples.media;

import org.jspecify.annotations.NullMarked;
