package io.kinedex.ingest.emulator;

import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.ingest.kinesis.Operations;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * An endpoint of Kinesis Video on this machine whose faults are scripted: for tests of what consumes or produces streams.
 * Streams are fed from files or put by PutMedia; AWS's clients speak to {@link #endpoint}. Any thread may call any
 * method; {@link #start} and {@link #close} block.
 *
 * <pre>{@code
 * try (KvsEmulator kvs = KvsEmulator.start(EmulatorOptions.defaults().with(FeedOptions.testCard("gate-2")))) {
 *     kvs.faults().add("cut:after-bytes=100000,call=1");
 *     // let the consumer run against kvs.endpoint(), then compare what it has with
 *     kvs.ledger("gate-2").numbers();
 * }
 * }</pre>
 */
public final class KvsEmulator implements AutoCloseable {
    private final EmulatorOptions options;
    private final Path folder;
    private final Faults faults;
    private final Expired expired = new Expired();
    private final FragmentArchive archive;
    private final StreamCalls streams;
    private final Listeners listeners;
    private final Endpoints endpoints;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("emulator-timer").daemon().factory());
    private final Map<String, StreamFeed> feeds = new ConcurrentHashMap<>();
    private final Optional<ControlServer> control;

    private KvsEmulator(EmulatorOptions options, Path folder, Clock clock) {
        this.options = options;
        this.folder = folder;
        this.faults = new Faults(options.script(), clock, options.onFault());
        this.archive = FragmentArchive.open(folder.resolve("archive"), Listeners.ARCHIVE, clock);
        Operations operations = Listeners.operations(options, folder, archive, new CreationClock(clock));
        this.streams = new StreamCalls(operations.byName());
        this.listeners = new Listeners(options);
        try {
            this.endpoints = new Endpoints(ordinal -> listeners.open(ordinal, faulty(operations, ordinal)));
            this.control = options.controlPort() == EmulatorOptions.NO_CONTROL
                    ? Optional.empty()
                    : Optional.of(new ControlServer(options.controlPort(), new ControlCalls(this)));
        } catch (RuntimeException e) {
            Listeners.closeAll(List.of(listeners, timer::shutdownNow, archive));
            throw e;
        }
    }

    /**
     * Starts an emulator; when this returns, requests are answered and streams are fed.
     *
     * @throws IngestException UNAVAILABLE where a port is taken, DISK where the folder cannot be used, BAD_MEDIA where a
     *     stream's file cannot be read
     */
    public static KvsEmulator start(EmulatorOptions options) throws InterruptedException {
        KvsEmulator emulator = new KvsEmulator(options, folder(options), Clock.systemUTC());
        try {
            for (FeedOptions feed : options.feeds()) {
                emulator.feed(feed);
            }
            return emulator;
        } catch (InterruptedException | RuntimeException e) {
            emulator.close();
            throw e;
        }
    }

    private static Path folder(EmulatorOptions options) {
        try {
            Path given = options.folder();
            return given == null ? Files.createTempDirectory("kvs-emulator-") : Files.createDirectories(given);
        } catch (IOException e) {
            throw new IngestException(
                    IngestException.Code.DISK, "the emulator's folder cannot be made: " + e.getMessage(), e);
        }
    }

    private Operations faulty(Operations operations, int ordinal) {
        return operations.changed(named -> new Operations.Named(
                named.name(),
                named.service(),
                named.takesStream(),
                // the timer and the endpoints are there before the first call is
                exchange -> new FaultyOperation(named.operation(), scene(), ordinal).answer(exchange)));
    }

    private FaultyOperation.Scene scene() {
        return new FaultyOperation.Scene(faults, expired, endpoints, streams, timer);
    }

    /** Where clients reach it: the {@code endpointOverride} of every client, and what GetDataEndpoint answers at first. */
    public URI endpoint() {
        return URI.create("http://%s:%d".formatted(options.host(), endpoints.port()));
    }

    /** Where data operations are answered now. */
    public URI dataEndpoint() {
        return URI.create("http://%s:%d".formatted(options.host(), endpoints.dataPort()));
    }

    /** Where the control routes are; empty where they were switched off. */
    public Optional<URI> control() {
        return control.map(server -> URI.create("http://127.0.0.1:%d".formatted(server.port())));
    }

    public String region() {
        return options.region();
    }

    public String accessKeyId() {
        return options.accessKeyId();
    }

    public String secretKey() {
        return options.secretKey();
    }

    /** What goes wrong: to be set, taken away and counted. */
    public Faults faults() {
        return faults;
    }

    /** Makes a stream and feeds it, until it ends or the emulator is closed. */
    public void feed(FeedOptions feed) throws InterruptedException {
        Instant now = Instant.now();
        Instant start = feed.start();
        streams.create(feed.stream(), start == null || start.isAfter(now) ? now : start);
        Optional<Path> file = TestCard.file(feed.media(), folder);
        if (file.isEmpty()) {
            return;
        }
        StreamFeed begun = new StreamFeed(feed, file.get(), archive, faults, Clock.systemUTC());
        StreamFeed before = feeds.put(feed.stream(), begun);
        if (before != null) {
            before.close();
        }
        begun.start();
    }

    /**
     * Waits until a stream has been fed to its end.
     *
     * @return false where it has not within the patience
     * @throws IngestException where it cannot be fed
     */
    public boolean awaitFed(String stream, Duration patience) throws InterruptedException {
        StreamFeed feed = feeds.get(stream);
        return feed == null || feed.await(patience);
    }

    /** The names of all streams. */
    public List<String> streams() throws InterruptedException {
        return streams.list();
    }

    /** Removes a stream and all its fragments. */
    public void delete(String stream) throws InterruptedException {
        streams.delete(stream);
        expired.forget(stream);
    }

    /** What really is in a stream. */
    public Ledger ledger(String stream) {
        StreamFeed feed = feeds.get(stream);
        return Ledger.of(archive, stream, feed == null ? List.of() : feed.withheld(), expired.of(stream));
    }

    /** GetDataEndpoint answers another port from now on. */
    public void moveEndpoint(FaultEffect.OldEndpoint old) {
        endpoints.move(old);
    }

    /** GetDataEndpoint answers the first port again. */
    public void moveHome() {
        endpoints.moveHome();
    }

    @Override
    public void close() {
        List<AutoCloseable> parts = new ArrayList<>();
        control.ifPresent(parts::add);
        parts.addAll(feeds.values());
        parts.add(endpoints);
        parts.add(listeners);
        parts.add(timer::shutdownNow);
        parts.add(archive);
        parts.add(() -> {
            if (options.folder() == null) {
                TestCard.remove(folder);
            }
        });
        Listeners.closeAll(parts);
    }
}
