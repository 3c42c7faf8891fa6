@NullMarked
package io.kinedex.samples.accuracy;

import org.jspecify.annotations.NullMarked;
