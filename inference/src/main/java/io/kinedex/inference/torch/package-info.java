/** TorchScript models of users, by DJL's engine for PyTorch. */
@NullMarked
package io.kinedex.inference.torch;

import org.jspecify.annotations.NullMarked;
