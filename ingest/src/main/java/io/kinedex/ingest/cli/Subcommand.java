package io.kinedex.ingest.cli;

import java.util.concurrent.Callable;

/**
 * A command that another module adds to {@code kinedex}. Implementations carry picocli's
 * {@link picocli.CommandLine.Command} annotation with a name and a description, have a public constructor without
 * parameters and are listed in {@code META-INF/services/io.kinedex.ingest.cli.Subcommand}.
 *
 * <p>{@code call} runs on the main thread and returns the exit status. Ctrl-C interrupts that thread. What it throws
 * becomes one line on standard error and status 1. {@code --help}, {@code --version} and {@code --verbose} are added to
 * every command.
 * A command that prints takes a {@link Terminal} from {@link Terminal#of(picocli.CommandLine)}.
 */
public interface Subcommand extends Callable<Integer> {}
