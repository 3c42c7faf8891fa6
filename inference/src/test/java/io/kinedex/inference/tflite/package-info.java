@NullMarked
package io.kinedex.inference.tflite;

import org.jspecify.annotations.NullMarked;
