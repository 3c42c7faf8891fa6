@NullMarked
package io.kinedex.inference.translate;

import org.jspecify.annotations.NullMarked;
