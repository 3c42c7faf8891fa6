/**
 * How right engines are, beside what people say is there.
 *
 * <p>Each score takes what was true and what was found, picture by picture or pair by pair, and gives the figures that the
 * field uses: {@link io.kinedex.inference.evaluate.BoxScore} for boxes, {@link io.kinedex.inference.evaluate.TrackScore} for
 * tracks, {@link io.kinedex.inference.evaluate.PairScore} and {@link io.kinedex.inference.evaluate.ClusterScore} for
 * identities, {@link io.kinedex.inference.evaluate.WordScore} for what was said or written. None of them knows a model or a
 * file.
 */
@NullMarked
package io.kinedex.inference.evaluate;

import org.jspecify.annotations.NullMarked;
