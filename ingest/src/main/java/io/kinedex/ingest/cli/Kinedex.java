package io.kinedex.ingest.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The main class: {@code kinedex COMMAND}. */
@Command(
        name = "kinedex",
        description = "Makes video searchable while it arrives.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false,
        usageHelpAutoWidth = true,
        subcommands = {
            ServeCommand.class,
            IngestCommand.class,
            SearchCommand.class,
            TailCommand.class,
            StreamsCommand.class,
            PeopleCommand.class,
            AccessKeysCommand.class,
            SinksCommand.class,
            ModelsCommand.class,
            RerunsCommand.class,
            EvaluateCommand.class,
            CompareCommand.class,
            KvsEmulatorCommand.class,
            DoctorCommand.class,
            BenchCommand.class
        })
public final class Kinedex implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Print the stack trace of what went wrong, and more log lines.")
    private boolean verbose;

    private Kinedex() {}

    public static void main(String[] args) {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        PrintWriter out = standardOutput();
        int status = commandLine().setOut(out).execute(args);
        out.flush();
        System.exit(status);
    }

    /** In UTF-8 whatever the locale, and unlike {@link System#out} it tells when its reader has gone. */
    private static PrintWriter standardOutput() {
        return new PrintWriter(
                new OutputStreamWriter(
                        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)), StandardCharsets.UTF_8),
                false);
    }

    /** The whole command line: the commands of this module and those that {@link Subcommand} brings. */
    public static CommandLine commandLine() {
        Kinedex root = new Kinedex();
        CommandLine command = new CommandLine(root);
        ServiceLoader.load(Subcommand.class).forEach(command::addSubcommand);
        command.setCaseInsensitiveEnumValuesAllowed(true);
        command.setParameterExceptionHandler(new Failures());
        command.setExecutionExceptionHandler(new Failures());
        command.setExecutionStrategy(Kinedex::execute);
        return command;
    }

    /** Before anything logs: how much. */
    private static int execute(ParseResult parsed) {
        if (parsed.commandSpec().userObject() instanceof Kinedex kinedex && kinedex.verbose) {
            System.setProperty("kinedex.log", "debug");
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    boolean verbose() {
        return verbose;
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "which command? kinedex --help lists them");
    }
}
