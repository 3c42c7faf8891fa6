/** Programs that use a Kinedex node as a customer would. */
@NullMarked
package io.kinedex.samples;

import org.jspecify.annotations.NullMarked;
