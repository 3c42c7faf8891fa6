package io.kinedex.ingest.http;

import io.kinedex.ingest.stream.EngineConfig;
import io.kinedex.ingest.stream.LagPolicy;
import io.kinedex.ingest.stream.SourceConfig;
import io.kinedex.ingest.stream.SourceStatus;
import io.kinedex.ingest.stream.StreamConfig;
import io.kinedex.ingest.stream.StreamStatus;
import io.kinedex.ingest.upload.Upload;
import io.kinedex.metadata.index.Hit;
import io.kinedex.metadata.people.Card;
import io.kinedex.metadata.people.Consent;
import io.kinedex.metadata.people.Person;
import io.kinedex.metadata.query.PersonNames;
import io.kinedex.metadata.record.Box;
import io.kinedex.metadata.record.Sighting;
import io.kinedex.metadata.record.Word;
import io.kinedex.metadata.record.Wording;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The JSON shapes of openapi.yaml's schemas. Immutable; any thread. */
final class Views {
    private Views() {}

    record Streams(List<Stream> streams) {}

    record Stream(
            String name,
            String sampling,
            Map<String, EngineConfig> engines,
            String lag,
            String lagMax,
            Optional<SourceView> source,
            Status status) {
        static Stream of(StreamStatus stream) {
            StreamConfig config = stream.config();
            return new Stream(
                    config.name(),
                    config.sampling(),
                    new TreeMap<>(config.engines()),
                    text(config.lag()),
                    config.lagMax().toString(),
                    config.source().map(SourceView::of),
                    Status.of(stream));
        }
    }

    record Status(
            long archived,
            long archivedBytes,
            long analysed,
            long pending,
            Optional<Instant> first,
            Optional<Instant> last,
            double behindSeconds,
            Optional<SourceState> source) {
        static Status of(StreamStatus stream) {
            return new Status(
                    stream.archived(),
                    stream.archivedBytes(),
                    stream.analysed(),
                    stream.pending(),
                    stream.first(),
                    stream.last(),
                    seconds(stream.lag()),
                    stream.source().map(SourceState::of));
        }
    }

    /** A source's settings; what is not set is left out. */
    record SourceView(
            String kind,
            String stream,
            Optional<String> region,
            Optional<String> endpoint,
            Optional<String> profile,
            String start) {
        static SourceView of(SourceConfig source) {
            return switch (source) {
                case SourceConfig.KinesisVideo video ->
                    new SourceView(
                            video.kind(),
                            video.stream(),
                            said(video.region()),
                            said(video.endpoint()),
                            said(video.profile()),
                            video.start());
            };
        }
    }

    record SourceState(
            String state,
            Optional<String> reason,
            Instant since,
            Optional<String> lastFragment,
            Optional<Double> behindSeconds,
            double idleSeconds,
            SourceStatus.Counts counts) {
        static SourceState of(SourceStatus source) {
            return new SourceState(
                    source.state().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    said(source.reason()),
                    source.since(),
                    said(source.lastFragment()),
                    source.behind().map(Views::seconds),
                    seconds(source.idle()),
                    source.counts());
        }
    }

    record Uploads(List<UploadView> uploads) {}

    record UploadView(
            String id,
            String stream,
            String fileName,
            String state,
            OptionalLong length,
            long received,
            Optional<Instant> start,
            Progress progress,
            Optional<String> error,
            Optional<String> warning) {
        static UploadView of(Upload upload) {
            return new UploadView(
                    upload.id(),
                    upload.stream(),
                    upload.fileName(),
                    upload.state().name().toLowerCase(Locale.ROOT),
                    upload.length(),
                    upload.received(),
                    upload.start(),
                    Progress.of(upload.progress()),
                    said(upload.error()),
                    said(upload.warning()));
        }
    }

    record Progress(
            double mediaSeconds,
            double mediaCutSeconds,
            double mediaAnalysedSeconds,
            long fragmentsCut,
            long fragmentsAnalysed,
            long framesAnalysed,
            long sightings) {
        static Progress of(Upload.Progress progress) {
            return new Progress(
                    seconds(progress.media()),
                    seconds(progress.mediaCut()),
                    seconds(progress.mediaAnalysed()),
                    progress.fragmentsCut(),
                    progress.fragmentsAnalysed(),
                    progress.framesAnalysed(),
                    progress.sightings());
        }
    }

    record Hits(List<HitView> hits, long total, boolean totalExact, Optional<String> next) {}

    record HitView(
            String stream,
            SightingView sighting,
            String engine,
            String model,
            String recordId,
            String fragmentNumber,
            double score,
            String thumbnail,
            String clip,
            Optional<NamedPerson> person) {
        static HitView of(Hit hit, Optional<PersonNames.Named> person) {
            String address = "/v1/sightings/" + hit.sighting().id();
            return new HitView(
                    hit.stream(),
                    SightingView.of(hit.sighting()),
                    hit.engine(),
                    hit.model(),
                    hit.recordId(),
                    hit.fragmentNumber(),
                    hit.score(),
                    address + "/thumbnail",
                    address + "/clip",
                    person.map(named -> new NamedPerson(named.id(), said(named.name()))));
        }
    }

    record NamedPerson(String id, Optional<String> name) {}

    record People(List<PersonView> people) {}

    record PersonView(
            String id,
            Optional<String> name,
            Optional<String> purpose,
            Optional<Consent> consent,
            long sightings,
            int pictures) {
        static PersonView of(Person person) {
            Card card = person.card();
            return new PersonView(
                    person.id(),
                    said(card.name()),
                    said(card.purpose()),
                    Optional.of(card.consent()).filter(consent -> card.isKnown()),
                    person.sightings(),
                    person.pictures());
        }
    }

    /** A sighting without its embedding. */
    record SightingView(
            String id,
            String kind,
            String label,
            Instant start,
            Instant end,
            Instant best,
            Box box,
            double confidence,
            boolean open,
            Optional<String> text,
            Optional<String> language,
            Optional<List<Word>> words) {
        static SightingView of(Sighting sighting) {
            Wording wording = sighting.wording();
            return new SightingView(
                    sighting.id(),
                    sighting.kind(),
                    sighting.label(),
                    sighting.start(),
                    sighting.end(),
                    sighting.best(),
                    sighting.box(),
                    sighting.confidence(),
                    sighting.open(),
                    said(wording.text()),
                    said(wording.language()),
                    Optional.of(wording.words()).filter(words -> !words.isEmpty()));
        }
    }

    private static Optional<String> said(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    /** {@code catch-up}, {@code skip-to-live}. */
    static String text(LagPolicy policy) {
        return policy.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
