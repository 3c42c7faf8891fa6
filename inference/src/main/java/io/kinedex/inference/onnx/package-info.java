/**
 * ONNX Runtime for models that are more than one run of one graph.
 *
 * <p>Detectors run as DJL models. A decoder that writes a sentence token by token keeps tensors from one step to the next
 * and wants some of its outputs alone, which DJL's engine for ONNX Runtime does not offer (it fetches all of them); such
 * models use the same runtime one storey below. See docs/adr/0012.
 */
@NullMarked
package io.kinedex.inference.onnx;

import org.jspecify.annotations.NullMarked;
