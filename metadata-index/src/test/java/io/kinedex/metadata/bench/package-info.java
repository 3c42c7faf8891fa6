@NullMarked
package io.kinedex.metadata.bench;

import org.jspecify.annotations.NullMarked;
