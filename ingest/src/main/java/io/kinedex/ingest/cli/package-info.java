/**
 * The command line.
 *
 * <p>{@link io.kinedex.ingest.cli.Kinedex} is the main class. Every command prints what was asked for on standard output
 * and everything else on standard error, ends with status 0 only where it did what it was told, 1 where it could not and
 * 2 where it was told something it does not understand. Other modules add commands as a
 * {@link io.kinedex.ingest.cli.Subcommand}.
 */
@NullMarked
package io.kinedex.ingest.cli;

import org.jspecify.annotations.NullMarked;
