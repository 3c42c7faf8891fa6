@NullMarked
package io.kinedex.inference.sentence;

import org.jspecify.annotations.NullMarked;
