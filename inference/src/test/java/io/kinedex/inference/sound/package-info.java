@org.jspecify.annotations.NullMarked
package io.kinedex.inference.sound;
