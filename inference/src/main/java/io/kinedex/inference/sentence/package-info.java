/**
 * Sentences as vectors: what means much the same lies close together, whatever the words.
 *
 * <p>{@link io.kinedex.inference.sentence.SentenceEncoder} makes the vectors of what was said and written, and of what
 * somebody looks for.
 */
@NullMarked
package io.kinedex.inference.sentence;

import org.jspecify.annotations.NullMarked;
