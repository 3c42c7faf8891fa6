package io.kinedex.ingest.cli;

import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** One plain line for each thing that goes wrong, and the exit status that belongs to it. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
    @Override
    public int handleParseException(ParameterException wrong, String[] args) {
        CommandLine command = wrong.getCommandLine();
        command.getErr().println("kinedex: " + firstLine(wrong));
        if (!UnmatchedArgumentException.printSuggestions(wrong, command.getErr())) {
            command.getErr()
                    .println("Try '%s --help'."
                            .formatted(command.getCommandSpec().qualifiedName()));
        }
        command.getErr().flush();
        return ExitCode.USAGE;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        if (failure instanceof Terminal.ReaderGone) {
            return ExitCode.OK;
        }
        if (failure instanceof InterruptedException) {
            return 130;
        }
        command.getErr().println("kinedex: " + message(failure));
        if (verbose(command)) {
            failure.printStackTrace(command.getErr());
        }
        command.getErr().flush();
        return ExitCode.SOFTWARE;
    }

    private static boolean verbose(CommandLine command) {
        CommandLine root = command;
        while (root.getParent() != null) {
            root = root.getParent();
        }
        return root.getCommand() instanceof Kinedex kinedex && kinedex.verbose();
    }

    private static String message(Exception failure) {
        String text = failure.getMessage();
        return failure instanceof io.kinedex.ingest.IngestException && text != null
                ? text
                : Objects.requireNonNullElse(
                        text, "unexpected " + failure.getClass().getName());
    }

    private static String firstLine(Exception failure) {
        return Objects.requireNonNullElse(failure.getMessage(), failure.toString())
                .lines()
                .findFirst()
                .orElse("");
    }
}
