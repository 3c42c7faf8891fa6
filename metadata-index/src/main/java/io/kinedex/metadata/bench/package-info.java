/**
 * Measures the index: realistic sightings in any number, and searches as people ask them.
 *
 * <p>{@link io.kinedex.metadata.bench.SearchBenchmark} is what {@code kinedex bench search} runs.
 */
@NullMarked
package io.kinedex.metadata.bench;

import org.jspecify.annotations.NullMarked;
