/**
 * Programs that use Amazon's SDK as its customers do, against a node's endpoint, the emulator's or AWS's own. Each is one file
 * with a main method. Region and credentials come from the SDK's default chain, such as the environment that {@code kinedex
 * access-keys create} prints.
 */
@NullMarked
package io.kinedex.samples.aws;

import org.jspecify.annotations.NullMarked;
