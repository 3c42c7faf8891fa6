/**
 * The models that can be run, described by data.
 *
 * <p>{@code models.yaml} lists the bundled ones; a user's own weights run by a description of the same shape. An entry
 * says where the weights are, what a picture must look like to go in, how to read what comes out, and which findings to
 * keep. {@code docs/models.md} explains every key.
 */
@NullMarked
package io.kinedex.inference.catalogue;

import org.jspecify.annotations.NullMarked;
