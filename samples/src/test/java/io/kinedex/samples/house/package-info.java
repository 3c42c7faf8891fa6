@NullMarked
package io.kinedex.samples.house;

import org.jspecify.annotations.NullMarked;
