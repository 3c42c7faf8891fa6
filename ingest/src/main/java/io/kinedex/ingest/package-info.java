/**
 * The Kinedex node: takes video in, has it looked at, and answers.
 *
 * <p>{@link io.kinedex.ingest.node.KinedexNode} wires everything together. Files come in through
 * {@link io.kinedex.ingest.upload}, are cut by a {@link io.kinedex.ingest.source}, kept in
 * {@link io.kinedex.ingest.archive}, analysed by {@link io.kinedex.ingest.pipeline}; {@link io.kinedex.ingest.http} and
 * {@link io.kinedex.ingest.cli} are how people and programs speak to it.
 */
@NullMarked
package io.kinedex.ingest;

import org.jspecify.annotations.NullMarked;
