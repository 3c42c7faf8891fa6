@NullMarked
package io.kinedex.metadata.query;

import org.jspecify.annotations.NullMarked;
