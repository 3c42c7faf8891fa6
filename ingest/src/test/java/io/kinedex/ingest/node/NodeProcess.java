package io.kinedex.ingest.node;

import io.kinedex.ingest.config.NodeConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A node in a process of its own, to be killed. For one thread. */
public final class NodeProcess implements AutoCloseable {
    private static final String KINESIS = "kinesis ";
    private static final String READY = "ready ";

    private final Process process;
    private URI kinesis = URI.create("");
    private URI address = URI.create("");

    private NodeProcess(Process process) {
        this.process = process;
    }

    /** Of the process itself: prints its addresses when it is ready. */
    public static void main(String[] arguments) throws InterruptedException {
        NodeConfig config = NodeConfig.defaults().at(Path.of(arguments[0]), "127.0.0.1", 0);
        try (KinedexNode node = KinedexNode.start(config)) {
            node.kinesisAddress().ifPresent(address -> System.out.println(KINESIS + address));
            System.out.println(READY + node.address());
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    /** Starts one over the folder's {@code data}, its output in the folder's {@code node.log}; ready when this returns. */
    public static NodeProcess start(Path folder) throws IOException {
        return start(folder, Map.of());
    }

    /** @param environment on top of this process's own */
    public static NodeProcess start(Path folder, Map<String, String> environment) throws IOException {
        Path log = folder.resolve("node.log");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--add-modules=jdk.incubator.vector",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Xmx512m",
                        "-Dkinedex.weights=" + System.getProperty("kinedex.weights", ".pinned"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        NodeProcess.class.getName(),
                        folder.resolve("data").toString()))
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        NodeProcess node = new NodeProcess(builder.start());
        if (!node.isReady()) {
            node.close();
            throw new IllegalStateException("node did not start: " + Files.readString(log));
        }
        return node;
    }

    private boolean isReady() throws IOException {
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        Optional<String> line = Optional.ofNullable(out.readLine());
        while (line.isPresent() && !line.get().startsWith(READY)) {
            if (line.get().startsWith(KINESIS)) {
                kinesis = URI.create(line.get().substring(KINESIS.length()));
            }
            line = Optional.ofNullable(out.readLine());
        }
        line.ifPresent(ready -> address = URI.create(ready.substring(READY.length())));
        return line.isPresent();
    }

    /** Where it answers HTTP. */
    public URI address() {
        return address;
    }

    /** Where it answers AWS's clients. */
    public URI kinesis() {
        return kinesis;
    }

    /** As kill -9 does. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }

    /** Asks it to end in order; returns whether it has within half a minute. */
    public boolean end() throws InterruptedException {
        process.destroy();
        return process.waitFor(30, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
