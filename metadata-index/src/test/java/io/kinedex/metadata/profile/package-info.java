@NullMarked
package io.kinedex.metadata.profile;

import org.jspecify.annotations.NullMarked;
