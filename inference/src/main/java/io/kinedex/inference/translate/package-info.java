/**
 * Turns pictures into tensors and tensors into detections, by description.
 *
 * <p>{@link io.kinedex.inference.translate.PictureTranslator} is the DJL translator of every detector. A picture is fitted
 * into the model's input and normalised; a decoder for the family of the model reads candidates in input pixels; overlapping
 * ones are suppressed; the fit is undone, so that boxes are fractions of the picture that came in.
 */
@NullMarked
package io.kinedex.inference.translate;

import org.jspecify.annotations.NullMarked;
