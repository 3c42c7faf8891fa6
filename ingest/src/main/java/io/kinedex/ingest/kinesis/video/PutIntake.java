package io.kinedex.ingest.kinesis.video;

import io.kinedex.frames.ClusterEnd;
import io.kinedex.frames.FragmentNumber;
import io.kinedex.frames.ProducerCluster;
import io.kinedex.frames.ProducerStream;
import io.kinedex.frames.Track;
import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.ingest.archive.FragmentInflow;
import io.kinedex.ingest.archive.IncomingFragment;
import io.kinedex.ingest.kinesis.video.AckWriter.Subject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Takes the fragments of one PutMedia session to the archive's files and acknowledges each. For one thread, but for
 * {@link #kept}.
 */
final class PutIntake {
    /** Quotas on fragment metadata. */
    private static final int TAG_NAME_CHARS_MAX = 128;

    private static final int TAG_VALUE_CHARS_MAX = 256;

    private final VideoStream stream;
    private final VideoStreams streams;
    private final FragmentArchive archive;
    private final FragmentInflow inflow;
    private final StreamHost host;
    private final VideoSettings settings;
    private final VideoMetrics metrics;
    private final AckWriter acks;
    private final ProducerClock clock;
    private Optional<FragmentNumber> lastNumber = Optional.empty();
    private Optional<Instant> lastStart = Optional.empty();

    PutIntake(
            VideoStream stream,
            VideoStreams streams,
            FragmentArchive archive,
            FragmentInflow inflow,
            StreamHost host,
            VideoSettings settings,
            VideoMetrics metrics,
            AckWriter acks,
            ProducerClock clock) {
        this.stream = stream;
        this.streams = streams;
        this.archive = archive;
        this.inflow = inflow;
        this.host = host;
        this.settings = settings;
        this.metrics = metrics;
        this.acks = acks;
        this.clock = clock;
    }

    /**
     * Takes the fragment that has begun and hands it to the keeper.
     *
     * @throws IOException where the archive does not take it
     * @throws io.kinedex.frames.FramesException where the producer's stream breaks
     * @throws io.kinedex.ingest.IngestException where the archive does not keep it
     */
    void take(ProducerStream media, ProducerCluster cluster, Subject subject, Instant received, PutKeeper keeper)
            throws IOException, InterruptedException {
        acks.buffering(subject);
        Optional<Instant> start = clock.start(cluster.timecode());
        Optional<AckError> refused = refusal(cluster, start);
        if (refused.isPresent()) {
            acks.error(refused.get(), subject);
            return;
        }
        Instant from = start.orElseThrow();
        try (IncomingFragment incoming = inflow.begin()) {
            ProducerCluster.Opening opening = cluster.opening(ServiceTags.before(subject.number(), received, from));
            write(incoming, opening.bytes());
            ClusterEnd end = media.transfer(incoming.bytes());
            incoming.overwrite(opening.clusterSizeAt(), opening.clusterSize(end.bytes()));
            Optional<AckError> fault = fault(cluster, end);
            if (fault.isPresent()) {
                acks.error(fault.get(), subject);
                return;
            }
            acks.received(subject);
            lastStart = start;
            incoming.finish(
                    new IncomingFragment.Keeping(subject.number(), from, from.plus(end.duration()), received, false));
            keeper.add(incoming, subject);
        }
    }

    /** Fragments are on the disk. Called by the keeper. */
    void kept(List<Subject> subjects) {
        host.arrived(stream.name());
        boolean retained =
                streams.find(stream.name()).map(streams::retentionHours).orElse(0) > 0;
        for (Subject subject : subjects) {
            metrics.kept();
            if (retained) {
                acks.persisted(subject);
            }
        }
    }

    boolean streamIsThere() {
        return streams.isThere(stream);
    }

    /** The fragment's number and what the producer calls it. */
    Subject subject(ProducerCluster cluster, Instant received) {
        Optional<FragmentNumber> archived = archive.lastNumber(stream.name());
        Optional<FragmentNumber> last = lastNumber
                .filter(mine -> archived.map(its -> its.compareTo(mine) < 0).orElse(true))
                .or(() -> archived);
        FragmentNumber number = FragmentNumbers.next(last, received);
        lastNumber = Optional.of(number);
        return new Subject(number, cluster.timecode().toMillis());
    }

    Instant now() {
        return settings.clock().instant();
    }

    private static void write(IncomingFragment incoming, ByteBuffer bytes) throws IOException {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        incoming.bytes().write(copy);
    }

    private Optional<AckError> refusal(ProducerCluster cluster, Optional<Instant> start) {
        if (cluster.tracks().size() > settings.limits().tracksMax()) {
            return Optional.of(AckError.MORE_THAN_ALLOWED_TRACKS_FOUND);
        }
        if (start.isEmpty()) {
            return Optional.of(AckError.INVALID_PRODUCER_TIMESTAMP);
        }
        if (lastStart.filter(last -> start.get().isBefore(last)).isPresent()) {
            return Optional.of(AckError.FRAGMENT_TIMECODE_LESSER_THAN_PREVIOUS);
        }
        return tooManyTags(cluster.tags()) ? Optional.of(AckError.FRAGMENT_METADATA_LIMIT_REACHED) : Optional.empty();
    }

    private boolean tooManyTags(Map<String, String> tags) {
        return tags.size() > settings.limits().fragmentTagsMax()
                || tags.entrySet().stream()
                        .anyMatch(tag -> tag.getKey().length() > TAG_NAME_CHARS_MAX
                                || tag.getValue().length() > TAG_VALUE_CHARS_MAX);
    }

    /** What is wrong with a fragment that has come; one without any frame is none of a track's fault. */
    private Optional<AckError> fault(ProducerCluster cluster, ClusterEnd end) {
        Set<Integer> announced = cluster.tracks().stream().map(Track::number).collect(Collectors.toSet());
        if (!end.complete()) {
            return Optional.of(AckError.MAX_FRAGMENT_SIZE_REACHED);
        }
        if (!end.sound()) {
            return Optional.of(AckError.INVALID_MKV_DATA);
        }
        if (end.duration().compareTo(settings.limits().fragmentDurationMax()) > 0) {
            return Optional.of(AckError.MAX_FRAGMENT_DURATION_REACHED);
        }
        if (!announced.containsAll(end.trackNumbers())) {
            return Optional.of(AckError.TRACK_NUMBER_MISMATCH);
        }
        return end.blocks() > 0 && !end.trackNumbers().containsAll(announced)
                ? Optional.of(AckError.FRAMES_MISSING_FOR_TRACK)
                : Optional.empty();
    }

    long fragmentBytesMax() {
        return settings.limits().fragmentBytesMax().bytes();
    }
}
