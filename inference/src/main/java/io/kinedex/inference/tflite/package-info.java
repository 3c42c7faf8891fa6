/**
 * Runs TensorFlow Lite models as DJL models.
 *
 * <p>DJL gave up its own TensorFlow Lite engine; this one is the least that {@link ai.djl.Model} and
 * {@link ai.djl.inference.Predictor} need, over the C++ interface of TensorFlow Lite, whose default operator resolver
 * brings the XNNPACK kernels (the C interface of the same library runs the reference kernels, ten times slower). Arrays
 * carry data in and out and compute nothing.
 */
@NullMarked
package io.kinedex.inference.tflite;

import org.jspecify.annotations.NullMarked;
