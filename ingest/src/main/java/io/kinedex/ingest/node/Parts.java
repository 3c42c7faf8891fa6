package io.kinedex.ingest.node;

import io.kinedex.frames.FragmentLimits;
import io.kinedex.inference.InferenceOptions;
import io.kinedex.inference.InferenceService;
import io.kinedex.inference.catalogue.ModelCatalogue;
import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.ingest.archive.FragmentArchive.ArchiveOptions;
import io.kinedex.ingest.config.KinesisConfig;
import io.kinedex.ingest.config.NodeConfig;
import io.kinedex.ingest.kinesis.data.DataStreams;
import io.kinedex.ingest.people.FaceAudit;
import io.kinedex.ingest.people.PeopleDesk;
import io.kinedex.ingest.pipeline.Analysis;
import io.kinedex.ingest.pipeline.PictureFaces;
import io.kinedex.ingest.source.kinesisvideo.ConsumerOptions;
import io.kinedex.ingest.source.kinesisvideo.KinesisVideoSources;
import io.kinedex.ingest.stream.StreamConfig;
import io.kinedex.ingest.upload.UploadDesk;
import io.kinedex.ingest.upload.UploadDesk.UploadLimits;
import io.kinedex.ingest.upload.UploadWork;
import io.kinedex.metadata.index.IndexOptions;
import io.kinedex.metadata.index.LuceneIndex;
import io.kinedex.metadata.index.MetadataIndex;
import io.kinedex.metadata.people.KeyVault;
import io.kinedex.metadata.people.People;
import io.kinedex.metadata.people.PeopleOptions;
import io.kinedex.metadata.profile.Envelope;
import io.kinedex.metadata.profile.Profile;
import io.kinedex.metadata.profile.ProfileLog;
import io.kinedex.metadata.profile.RecordForm;
import io.kinedex.metadata.profile.StreamArns;
import io.kinedex.metadata.stream.EntryLog;
import io.kinedex.metadata.stream.MetadataStream;
import io.kinedex.metadata.stream.RocksMetadataStream;
import io.kinedex.metadata.stream.StreamOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** Makes the parts of a node from its configuration. */
final class Parts {
    private static final int COMMIT_RECORDS = 50_000;

    private final NodeConfig config;
    private final Clock clock;
    private final ModelCatalogue catalogue = ModelCatalogue.bundled();
    private final PinnedStore store;

    Parts(NodeConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.store = config.weights().isEmpty() ? PinnedStore.configured() : new PinnedStore(Path.of(config.weights()));
    }

    ModelCatalogue catalogue() {
        return catalogue;
    }

    PinnedStore store() {
        return store;
    }

    InferenceService inference() {
        NodeConfig.Inference settings = config.inference();
        return new InferenceService(
                new InferenceOptions(
                        settings.threads(), settings.batchMax(), settings.batchWait(), settings.queueMax()),
                catalogue,
                store);
    }

    RocksMetadataStream metadata() {
        NodeConfig.Metadata settings = config.metadataStream();
        return RocksMetadataStream.open(
                config.data().resolve("metadata"),
                StreamOptions.defaults()
                        .withShards(settings.shards())
                        .withRetention(
                                settings.retentionAge(),
                                settings.retentionBytes().bytes()));
    }

    DataStreams dataStreams(RocksMetadataStream metadata) {
        KinesisConfig settings = config.kinesis();
        return DataStreams.open(
                config.data().resolve("data-streams"),
                new DataStreams.Own(metadata, config.metadataStream().retentionAge(), views(metadata)),
                settings.dataStreams(),
                settings.region(),
                settings.accountId(),
                clock);
    }

    /** The stream as other services would have written it. */
    private Map<String, EntryLog> views(RocksMetadataStream metadata) {
        RecordForm form = new RecordForm(Profile.REKOGNITION, Envelope.NONE, arns());
        return Map.of(Profile.REKOGNITION.key(), new ProfileLog(metadata, form));
    }

    /** What AWS's clients call the streams. */
    StreamArns arns() {
        return StreamArns.of(config.kinesis().region(), config.kinesis().accountId());
    }

    People people(MetadataStream metadata, KeyVault keys) {
        return People.open(
                config.data().resolve("people/rows"),
                metadata,
                keys,
                new PeopleOptions(config.tenant(), config.people().cosineMin()),
                clock);
    }

    PeopleDesk peopleDesk(People people, MetadataIndex index, PictureFaces faces) {
        FaceAudit audit = new FaceAudit(config.data().resolve("audit"), clock);
        return new PeopleDesk(people, index, faces::only, faces::model, audit);
    }

    LuceneIndex index(MetadataStream metadata, People people) {
        IndexOptions options =
                IndexOptions.defaults().withCommits(config.index().commitInterval(), COMMIT_RECORDS);
        return LuceneIndex.open(config.data().resolve("index"), metadata, options, people);
    }

    FragmentArchive archive() {
        NodeConfig.Archive settings = config.archive();
        ArchiveOptions options = new ArchiveOptions(
                settings.segmentBytes().bytes(),
                settings.freeBytesMin().bytes(),
                settings.fragmentBytesMax().bytes(),
                settings.retentionAge(),
                settings.retentionBytes().bytes());
        return FragmentArchive.open(config.data().resolve("archive"), options, clock);
    }

    UploadDesk desk() {
        UploadLimits limits = new UploadLimits(
                config.uploads().bytesMax().bytes(),
                config.archive().freeBytesMin().bytes(),
                config.uploads().retentionAge());
        return new UploadDesk(config.data().resolve("uploads"), limits, clock);
    }

    KinesisVideoSources sources(FragmentArchive archive, Consumer<String> archived) {
        NodeConfig.KinesisVideoSource settings = config.kinesisVideoSource();
        ConsumerOptions options = new ConsumerOptions(
                settings.idleMax(),
                settings.catchUpBehind(),
                settings.catchUpParallel(),
                settings.gapTolerance(),
                settings.retryMax(),
                ConsumerOptions.CALL_GAP,
                FragmentLimits.DEFAULTS.withBytesMax(
                        config.archive().fragmentBytesMax().bytes()));
        return new KinesisVideoSources(options, archive, archived, clock);
    }

    Analysis.Settings analysis(Function<String, StreamConfig> streams) {
        return new Analysis.Settings(config.tenant(), config.decoding(), streams);
    }

    UploadWork uploads(
            UploadDesk desk,
            FragmentArchive archive,
            MetadataStream metadata,
            MetadataIndex index,
            Consumer<String> archived) {
        NodeConfig.Archive settings = config.archive();
        return new UploadWork(
                desk,
                archive,
                metadata,
                index,
                settings.fragmentTarget(),
                settings.fragmentBytesMax().bytes(),
                archived);
    }
}
