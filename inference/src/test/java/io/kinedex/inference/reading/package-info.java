@NullMarked
package io.kinedex.inference.reading;

import org.jspecify.annotations.NullMarked;
