/**
 * Runs trained models on frames.
 *
 * <p>{@link io.kinedex.inference.InferenceService} owns a fixed set of threads, each with a predictor of its own for every
 * loaded model. Frames of all streams wait in one bounded queue; those for a model that takes batches run together. All
 * models run as DJL models: ONNX on DJL's ONNX Runtime engine, TensorFlow Lite on the engine in the
 * {@link io.kinedex.inference.tflite} package.
 */
@NullMarked
package io.kinedex.inference;

import org.jspecify.annotations.NullMarked;
