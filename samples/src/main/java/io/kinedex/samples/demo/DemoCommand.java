package io.kinedex.samples.demo;

import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.ingest.cli.IngestProgress;
import io.kinedex.ingest.cli.Subcommand;
import io.kinedex.ingest.cli.Terminal;
import io.kinedex.ingest.client.FileIngest;
import io.kinedex.ingest.client.NodeClient;
import io.kinedex.ingest.config.NodeConfig;
import io.kinedex.ingest.node.KinedexNode;
import io.kinedex.samples.media.SampleMedia;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kinedex demo}: a node of its own, the sample videos, and searches that must find something. */
@Command(
        name = "demo",
        description = "Show it all: start a node of its own, ingest the sample videos, search them.",
        footer = {
            "%nThe node stays up until Ctrl-C, for its search page. Without --data every demonstration begins afresh in",
            "kinedex-data/demo; in a folder named by --data what is there stays, and the videos come on top of it."
        })
public final class DemoCommand implements Subcommand {
    private static final String ADDRESS = "127.0.0.1";
    private static final int CLOSE_SECONDS_MAX = 20;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--data", paramLabel = "DIR", description = "The node's folder.")
    private @Nullable Path data;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "0",
            description = "The node's port; a free one unless given.")
    private int port;

    @Option(
            names = "--exit",
            description = "End after the searches, with status 1 where one did not find what it must.")
    private boolean exit;

    /** Made by the command line. */
    public DemoCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Terminal terminal = Terminal.of(spec.commandLine());
        Scenario scenario = Scenario.bundled();
        Map<Scenario.Feed, Path> videos = videos(scenario);
        Path folder = data == null ? DemoFolder.fresh(DemoFolder.DEFAULT) : data;
        CountDownLatch ended = new CountDownLatch(1);
        endOnSignal(Thread.currentThread(), ended);
        try (KinedexNode node = KinedexNode.start(NodeConfig.defaults().at(folder, ADDRESS, port));
                NodeClient client = new NodeClient(node.address())) {
            terminal.note("A node is up at %s, in %s".formatted(node.address(), folder.toAbsolutePath()));
            boolean ingested = ingest(client, terminal, named(videos, folder));
            int missing = new DemoSearches(client, terminal).ask(scenario.searches());
            terminal.note("%nThe search page: %s/".formatted(node.address()));
            if (!exit) {
                terminal.note("Ctrl-C ends the demonstration.");
                new CountDownLatch(1).await();
            }
            return ingested && missing == 0 ? 0 : 1;
        } finally {
            ended.countDown();
        }
    }

    /** All of them before anything is started, so that a missing one is told at once. */
    private static Map<Scenario.Feed, Path> videos(Scenario scenario) throws IOException, InterruptedException {
        SampleMedia media = SampleMedia.bundled(PinnedStore.configured());
        Map<Scenario.Feed, Path> videos = new LinkedHashMap<>();
        for (Scenario.Feed feed : scenario.streams()) {
            videos.put(feed, media.path(feed.video()));
        }
        return videos;
    }

    /** The same videos under names that people know, since files in the store are named by digest. */
    private static Map<Scenario.Feed, Path> named(Map<Scenario.Feed, Path> videos, Path folder) throws IOException {
        Path samples = Files.createDirectories(folder.resolve("sample-videos"));
        Map<Scenario.Feed, Path> named = new LinkedHashMap<>();
        for (Map.Entry<Scenario.Feed, Path> video : videos.entrySet()) {
            String file = video.getValue().getFileName().toString();
            Path copy = samples.resolve(video.getKey().video() + file.substring(file.lastIndexOf('.')));
            named.put(video.getKey(), Files.copy(video.getValue(), copy, StandardCopyOption.REPLACE_EXISTING));
        }
        return named;
    }

    private static boolean ingest(NodeClient client, Terminal terminal, Map<Scenario.Feed, Path> videos)
            throws InterruptedException {
        boolean all = true;
        Optional<Instant> start = Optional.of(Instant.now().truncatedTo(ChronoUnit.SECONDS));
        try (IngestProgress progress = new IngestProgress(terminal)) {
            FileIngest files = new FileIngest(client, FileIngest.DEFAULT_PATIENCE, progress);
            for (Map.Entry<Scenario.Feed, Path> video : videos.entrySet()) {
                client.putStream(video.getKey().name(), video.getKey().settings());
                all &= files.ingest(video.getKey().name(), List.of(video.getValue()), start).stream()
                        .allMatch(FileIngest.Outcome::searchable);
            }
        }
        return all;
    }

    /** Ctrl-C ends the waiting; the process goes when the node has closed in order. */
    private static void endOnSignal(Thread waiting, CountDownLatch ended) {
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("demo-end").unstarted(() -> {
                    waiting.interrupt();
                    try {
                        if (!ended.await(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
                            System.err.println(
                                    "kinedex: the node did not close within %d s".formatted(CLOSE_SECONDS_MAX));
                        }
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                }));
    }
}
