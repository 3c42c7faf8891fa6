package io.kinedex.ingest.cli;

import io.kinedex.ingest.config.ConfigFile;
import io.kinedex.ingest.config.NodeConfig;
import io.kinedex.ingest.node.KinedexNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(name = "serve", description = "Start a node. Prints its address when it is ready; Ctrl-C ends it in order.")
final class ServeCommand implements Callable<Integer> {
    private static final int PORT_MAX = 65_535;
    private static final long CLOSE_SECONDS_MAX = 60;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The folder of everything the node keeps; kinedex-data unless given or configured.")
    private @Nullable Path data;

    @Option(
            names = "--host",
            paramLabel = "H",
            description = "The address to listen on; 127.0.0.1 unless given or configured.")
    private @Nullable String host;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "The port to listen on, 0 for any free one; 7575 unless given or configured.")
    private @Nullable Integer port;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "A configuration file; the other options win over it.")
    private @Nullable Path config;

    @Option(names = "--end-when-ready", hidden = true, description = "For the run that the AOT cache is made of.")
    private boolean endWhenReady;

    @Override
    public Integer call() throws InterruptedException {
        Terminal terminal = Terminal.of(spec.commandLine());
        if (System.getProperty("kinedex.log") == null) {
            System.setProperty("kinedex.log", "info");
        }
        KinedexNode node = KinedexNode.start(configuration());
        CountDownLatch closed = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node, closed), "shutdown"));
        terminal.line("Kinedex is ready at " + node.address());
        node.kinesisAddress().ifPresent(address -> terminal.line("AWS's clients reach it at " + address));
        if (!endWhenReady) {
            closed.await();
        }
        return 0;
    }

    private NodeConfig configuration() {
        Path file = config;
        NodeConfig read = file == null ? NodeConfig.defaults() : ConfigFile.read(file);
        int listen = Objects.requireNonNullElse(port, read.port());
        if (listen < 0 || listen > PORT_MAX) {
            throw new ParameterException(
                    spec.commandLine(), "--port is %d, must be in 0..%d".formatted(listen, PORT_MAX));
        }
        return read.at(
                Objects.requireNonNullElse(data, read.data()), Objects.requireNonNullElse(host, read.host()), listen);
    }

    /** Runs while the process ends, whatever ends it. */
    private static void close(KinedexNode node, CountDownLatch closed) {
        Thread closing = Thread.ofPlatform().name("closing").daemon().start(node::close);
        try {
            if (!closing.join(Duration.ofSeconds(CLOSE_SECONDS_MAX))) {
                System.err.println("kinedex: the node did not end within %d s".formatted(CLOSE_SECONDS_MAX));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        closed.countDown();
    }
}
