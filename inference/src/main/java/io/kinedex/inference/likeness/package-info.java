/**
 * Pictures of things as vectors, by which what looks alike is found.
 *
 * <p>A {@link io.kinedex.inference.likeness.PictureEncoder} makes a vector of a part of a picture. The bundled one,
 * {@link io.kinedex.inference.likeness.MobileNetEncoder}, knows pictures alone; a user's own pair of models, described by a
 * file ({@link io.kinedex.inference.likeness.EncoderPair}), puts words into the same space.
 */
@NullMarked
package io.kinedex.inference.likeness;

import org.jspecify.annotations.NullMarked;
