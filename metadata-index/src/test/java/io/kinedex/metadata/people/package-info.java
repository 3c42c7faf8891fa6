@NullMarked
package io.kinedex.metadata.people;

import org.jspecify.annotations.NullMarked;
