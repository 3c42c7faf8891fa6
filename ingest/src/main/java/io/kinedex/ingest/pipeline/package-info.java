/**
 * From archived fragments to published records.
 *
 * <p>An engine is a {@link io.kinedex.ingest.pipeline.EngineModel} that looks at frames or listens to sound. It has two
 * halves for each stream: the decoding one hands frames or sound to the inference threads, the publishing one makes sightings
 * of the answers. Both keep what they know between fragments in the checkpoint.
 *
 * <p>Each stream that has fragments to analyse has two threads. The first reads fragments from the archive, decodes them
 * and hands the chosen frames to the inference threads; the second, one fragment behind, waits for what was found, tracks it
 * and publishes one record for each engine together with the checkpoint. The frame pool holds the first one back, the
 * one-slot hand-off between them the rest. A fragment counts as analysed when its records and its checkpoint are in the
 * metadata stream; whatever happens before that is done again.
 */
@NullMarked
package io.kinedex.ingest.pipeline;

import org.jspecify.annotations.NullMarked;
