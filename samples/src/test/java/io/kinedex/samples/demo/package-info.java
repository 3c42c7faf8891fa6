@NullMarked
package io.kinedex.samples.demo;

import org.jspecify.annotations.NullMarked;
