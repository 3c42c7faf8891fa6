@NullMarked
package io.kinedex.inference;

import org.jspecify.annotations.NullMarked;
