/** What runs models and what keeps them as long as somebody needs them. */
@NullMarked
package io.kinedex.inference.runtime;

import org.jspecify.annotations.NullMarked;
