@NullMarked
package io.kinedex.inference.evaluate;

import org.jspecify.annotations.NullMarked;
