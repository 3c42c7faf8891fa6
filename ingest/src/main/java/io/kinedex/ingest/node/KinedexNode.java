package io.kinedex.ingest.node;

import io.kinedex.frames.Fragment;
import io.kinedex.frames.FragmentNumber;
import io.kinedex.inference.InferenceService;
import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.ingest.config.NodeConfig;
import io.kinedex.ingest.http.NodeServices;
import io.kinedex.ingest.media.ArchiveMedia;
import io.kinedex.ingest.pipeline.Analysis;
import io.kinedex.ingest.pipeline.FaceModels;
import io.kinedex.ingest.pipeline.PictureFaces;
import io.kinedex.ingest.rerun.RerunDesk;
import io.kinedex.ingest.rerun.RerunWork;
import io.kinedex.ingest.sink.NodeSinks;
import io.kinedex.ingest.sink.SinkMetrics;
import io.kinedex.ingest.source.kinesisvideo.KinesisVideoSources;
import io.kinedex.ingest.stream.StreamConfig;
import io.kinedex.ingest.stream.StreamStatus;
import io.kinedex.ingest.upload.UploadDesk;
import io.kinedex.ingest.upload.UploadWork;
import io.kinedex.metadata.index.LuceneIndex;
import io.kinedex.metadata.people.FaceSeal;
import io.kinedex.metadata.people.KeyVault;
import io.kinedex.metadata.people.People;
import io.kinedex.metadata.stream.Checkpoint;
import io.kinedex.metadata.stream.RocksMetadataStream;
import io.kinedex.metadata.stream.SequenceNumber;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A node: everything wired together. {@link #start} returns when it answers requests; {@link #close} ends it in order and
 * loses nothing. A process may hold several, each in a folder of its own.
 */
public final class KinedexNode implements AutoCloseable {
    private static final Clock CLOCK = Clock.systemUTC();

    private final Closing closing = new Closing();
    private final FragmentArchive archive;
    private final RocksMetadataStream metadata;
    private final LuceneIndex index;
    private final Models models;
    private final UploadDesk desk;
    private final Analysis analysis;
    private final UploadWork uploads;
    private final RerunDesk reruns;
    private final RerunWork rerunning;
    private final StreamRegistry streams;
    private final KinesisVideoSources sources;
    private final NodeServices services;
    private final NodeServer server;
    private volatile boolean serving;

    /**
     * Starts a node; when this returns, it answers requests.
     *
     * @throws io.kinedex.ingest.IngestException where the configuration, the folder, the weights or the port cannot be
     *     used; the message says what to do
     */
    public static KinedexNode start(NodeConfig config) {
        return new KinedexNode(config);
    }

    private KinedexNode(NodeConfig config) {
        try {
            Parts parts = new Parts(config, CLOCK);
            Path data = config.data();
            closing.with(DataLock.take(data));
            KeyVault keys = closing.with(KeyVault.open(data.resolve("people/keys")));
            InferenceService inference = closing.with(parts.inference());
            FaceModels faces = new FaceModels(inference, parts.store(), new FaceSeal(keys));
            this.models = new Models(parts, config, inference, faces, this::users);
            closing.with(models.own());
            models.preload(config);
            this.metadata = closing.with(parts.metadata());
            People people = closing.with(parts.people(metadata, keys));
            this.index = closing.with(parts.index(metadata, people));
            this.archive = closing.with(parts.archive());
            this.desk = parts.desk();
            this.analysis = closing.with(
                    new Analysis(archive, metadata, models.engines(), parts.analysis(this::configOf), this::analysed));
            this.uploads = closing.with(parts.uploads(desk, archive, metadata, index, analysis::wake));
            this.rerunning = closing.with(new RerunWork(data.resolve("reruns"), analysis, index, CLOCK));
            this.reruns = new RerunDesk(rerunning, archive, analysis, this::knownConfig, CLOCK);
            this.sources = closing.with(parts.sources(archive, analysis::wake));
            this.streams = StreamRegistry.open(
                    data.resolve("streams"),
                    config.streamDefaults(),
                    config.streams(),
                    new StreamRegistry.Hooks(models.engines()::ready, this::status, this::changed, this::remove));
            models.awaitPreloaded();
            NodeSinks sinks =
                    closing.with(new NodeSinks(config.sinks(), metadata, data.resolve("sinks"), parts.arns()));
            this.services = new NodeServices(
                    streams,
                    desk,
                    metadata,
                    parts.arns(),
                    index,
                    models::meant,
                    models.engines().likeness()::shown,
                    new ArchiveMedia(archive, data.resolve("clips"), 2),
                    parts.peopleDesk(people, index, new PictureFaces(inference, parts.catalogue(), faces)),
                    models::status,
                    models.own(),
                    reruns,
                    sinks::list,
                    List::of);
            PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            KinesisEndpoint endpoint = new KinesisEndpoint(
                    config,
                    archive,
                    streams,
                    metadata,
                    closing.with(parts.dataStreams(metadata)),
                    CLOCK,
                    meters,
                    analysis::wake);
            this.server = closing.with(
                    new NodeServer(config, services, endpoint.operations(closing), endpoint.accessKeys(), meters));
            NodeMetrics metrics = new NodeMetrics(meters, streams, inference, analysis);
            SinkMetrics sinkMetrics = new SinkMetrics(meters, sinks);
            closing.with(new Housekeeping(
                    () -> {
                        metrics.refresh();
                        sinkMetrics.refresh();
                    },
                    this::trim));
            sources.measure(meters);
            goOn();
        } catch (RuntimeException | Error e) {
            closing.close();
            throw e;
        }
    }

    /** Takes up what was under way when the node last ended. */
    private void goOn() {
        streams.configs().stream()
                .filter(stream ->
                        archive.after(stream.name(), analysed(stream.name())).isPresent())
                .forEach(stream -> analysis.wake(stream.name()));
        uploads.start();
        rerunning.wake();
        serving = true;
        models.own().start();
        streams.configs().forEach(sources::apply);
    }

    /** Sources begin when all else stands. */
    private void changed(StreamConfig config) {
        if (serving) {
            sources.apply(config);
        }
    }

    /** Where it answers, such as {@code http://127.0.0.1:7575}. */
    public URI address() {
        return server.address();
    }

    /** Where AWS's clients reach it, such as {@code http://127.0.0.1:7576}; empty where that is switched off. */
    public Optional<URI> kinesisAddress() {
        return server.kinesisAddress();
    }

    /** What the HTTP interface speaks to, for programs in the same process. */
    public NodeServices services() {
        return services;
    }

    /**
     * Takes a fragment in from a live source; it is on disk when this returns. Calls for one stream come one after the
     * other.
     *
     * @param endOfSession whether the source ends with it, so that nothing in view goes on
     * @throws io.kinedex.ingest.IngestException DISK; the fragment was not taken then
     */
    public void append(String stream, Fragment fragment, boolean endOfSession) {
        streams.require(stream);
        FragmentNumber number =
                archive.lastNumber(stream).map(FragmentNumber::next).orElse(FragmentNumber.ONE);
        archive.append(stream, fragment, new FragmentArchive.Placing(number, Duration.ZERO, endOfSession));
        analysis.wake(stream);
    }

    /** Streams that look through a model. */
    private List<String> users(String model) {
        return streams.configs().stream()
                .filter(stream -> stream.engines().values().stream()
                        .anyMatch(engine -> engine.model().equals(model)))
                .map(StreamConfig::name)
                .toList();
    }

    private Optional<StreamConfig> knownConfig(String stream) {
        return streams.config(stream);
    }

    private StreamConfig configOf(String stream) {
        return streams.require(stream);
    }

    private void analysed(ArchivedFragment fragment, long frames, long sightings, SequenceNumber sequence) {
        uploads.analysed(fragment, frames, sightings, sequence);
    }

    private FragmentNumber analysed(String stream) {
        return metadata.checkpoint(stream)
                .map(Checkpoint::fragmentNumber)
                .map(FragmentNumber::parse)
                .orElse(new FragmentNumber(BigInteger.ZERO));
    }

    private StreamStatus status(StreamConfig config) {
        String name = config.name();
        FragmentArchive.Totals totals = archive.totals(name);
        Optional<ArchivedFragment> newest = archive.newest(name);
        Optional<ArchivedFragment> done = archive.find(name, analysed(name));
        long pending = newest.map(row ->
                        row.ordinal() - done.map(ArchivedFragment::ordinal).orElse(0L))
                .orElse(0L);
        Duration lag = pending == 0
                ? Duration.ZERO
                : newest.map(row -> Duration.between(
                                done.map(ArchivedFragment::end)
                                        .or(totals::start)
                                        .orElse(row.start()),
                                row.end()))
                        .orElse(Duration.ZERO);
        return new StreamStatus(
                config,
                totals.fragments(),
                totals.bytes(),
                analysis.counts(name).fragments(),
                pending,
                totals.start(),
                totals.end(),
                lag.isNegative() ? Duration.ZERO : lag,
                sources.status(name));
    }

    private void remove(String stream) {
        sources.remove(stream);
        uploads.cancel(stream);
        reruns.cancelAll(stream);
        analysis.end(stream);
        archive.delete(stream);
    }

    private void trim() {
        streams.configs().forEach(stream -> archive.trim(stream.name(), analysed(stream.name())));
        desk.trim();
    }

    @Override
    public void close() {
        closing.close();
    }
}
