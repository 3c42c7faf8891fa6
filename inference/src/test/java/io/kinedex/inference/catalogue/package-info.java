@NullMarked
package io.kinedex.inference.catalogue;

import org.jspecify.annotations.NullMarked;
