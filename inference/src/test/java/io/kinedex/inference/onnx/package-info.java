@org.jspecify.annotations.NullMarked
package io.kinedex.inference.onnx;
