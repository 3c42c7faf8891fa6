@NullMarked
package io.kinedex.metadata.delivery;

import org.jspecify.annotations.NullMarked;
