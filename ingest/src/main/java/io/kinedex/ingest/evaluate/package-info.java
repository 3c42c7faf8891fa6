/**
 * Measures how right the node's engines are on labelled data.
 *
 * <p>{@link io.kinedex.ingest.evaluate.DataFormat} recognises what a folder holds and reads its labels;
 * {@link io.kinedex.ingest.evaluate.Evaluator} runs the engine that the labels are for, by the code that streams run it by,
 * and makes a {@link io.kinedex.ingest.evaluate.Report}. The figures are those of {@link io.kinedex.inference.evaluate}.
 */
@NullMarked
package io.kinedex.ingest.evaluate;

import org.jspecify.annotations.NullMarked;
