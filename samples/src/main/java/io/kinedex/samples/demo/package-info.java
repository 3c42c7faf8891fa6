/** The demonstration: a node of its own, the sample videos, and searches that must find something. */
@NullMarked
package io.kinedex.samples.demo;

import org.jspecify.annotations.NullMarked;
