package io.kinedex.ingest.kinesis.playback;

import io.kinedex.frames.ClipWriter;
import io.kinedex.frames.Fragment;
import io.kinedex.frames.FramesException;
import io.kinedex.frames.PlayableTracks;
import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.ingest.kinesis.AwsException;
import io.kinedex.ingest.kinesis.Exchange;
import io.kinedex.ingest.kinesis.Operation;
import io.kinedex.ingest.kinesis.playback.PlaybackStreams.PlaybackStream;
import io.kinedex.ingest.storage.DurableFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Answers with a clip: the fragments that start in a range, as one MP4.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesisvideostreams/latest/dg/API_reader_GetClip.html">GetClip</a>
 */
final class GetClip implements Operation {
    private static final int FRAGMENTS_MAX = 200;
    private static final long BYTES_MAX = 100L << 20;

    /** Whole fragments are wanted, whatever the last one's end was taken to be. */
    private static final Duration BEYOND = Duration.ofSeconds(1);

    private final FragmentArchive archive;
    private final ArchiveTracks tracks;
    private final AskedStream streams;
    private final MediaThreads threads;
    private final Path folder;
    private final Clock clock;

    /** @param folder for clips on their way out */
    GetClip(
            FragmentArchive archive,
            ArchiveTracks tracks,
            AskedStream streams,
            MediaThreads threads,
            Path folder,
            Clock clock) {
        this.archive = archive;
        this.tracks = tracks;
        this.streams = streams;
        this.threads = threads;
        this.folder = folder;
        this.clock = clock;
    }

    @Override
    public void answer(Exchange exchange) throws IOException, InterruptedException {
        PlaybackStream stream = streams.require(exchange);
        List<ArchivedFragment> rows = rows(stream.name(), new Arguments(exchange.input()));
        Path file = fresh();
        try {
            threads.call(() -> write(rows, file));
            try (OutputStream out = exchange.stream("video/mp4", Map.of())) {
                Files.copy(file, out);
            }
        } catch (FramesException e) {
            throw MediaErrors.ofFrames(e);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private List<ArchivedFragment> rows(String stream, Arguments input) {
        Arguments selector = input.in("ClipFragmentSelector");
        Timeline timeline = selector.choice("FragmentSelectorType", Timeline.class)
                .orElseThrow(() -> Arguments.missing("FragmentSelectorType"));
        Arguments asked = selector.in("TimestampRange");
        Timeline.Range range = GetHlsStreamingSessionUrl.checked(
                timeline,
                asked.requiredInstant("StartTimestamp"),
                Optional.of(asked.requiredInstant("EndTimestamp")),
                clock.instant());
        List<ArchivedFragment> rows = playable(timeline.select(archive, stream, range, FRAGMENTS_MAX));
        if (rows.isEmpty()) {
            throw MediaErrors.notFound(
                    "stream '%s' has no fragments between %s and %s".formatted(stream, range.start(), range.end()));
        }
        return rows;
    }

    /** The first 100 MB of what is there, as AWS gives it. */
    private List<ArchivedFragment> playable(List<ArchivedFragment> all) {
        List<ArchivedFragment> rows = new ArrayList<>();
        Optional<PlayableTracks> first = Optional.empty();
        long bytes = 0;
        for (ArchivedFragment row : all) {
            bytes += row.length();
            if (bytes > BYTES_MAX && !rows.isEmpty()) {
                break;
            }
            if (!tracks.duration(row).isZero()) {
                first = Optional.of(requireSame(first, row));
                rows.add(row);
            }
        }
        return rows;
    }

    private PlayableTracks requireSame(Optional<PlayableTracks> first, ArchivedFragment row) {
        try {
            PlayableTracks its = tracks.of(row);
            if (its.video().isEmpty()) {
                throw new AwsException(
                        400,
                        "UnsupportedStreamMediaTypeException",
                        "fragment %s has no video, which a clip must have".formatted(row.number()));
            }
            if (first.isPresent() && !first.get().continues(its)) {
                throw new AwsException(
                        400,
                        "InvalidCodecPrivateDataException",
                        "the codec private data changes at fragment %s; ask for clips before and after it"
                                .formatted(row.number()));
            }
            return its;
        } catch (FramesException e) {
            throw MediaErrors.of(e);
        }
    }

    private Path write(List<ArchivedFragment> rows, Path file) {
        List<ArchivedFragment> ordered = rows.stream()
                .sorted(Comparator.comparing(ArchivedFragment::start))
                .toList();
        Iterator<Fragment> fragments = ordered.stream()
                .map(row -> archive.read(row).startingAt(row.start()))
                .iterator();
        Instant end = rows.stream()
                .map(ArchivedFragment::end)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        ClipWriter.write(fragments, ordered.getFirst().start(), end.plus(BEYOND), file);
        return file;
    }

    private Path fresh() {
        try {
            return Files.createTempFile(folder, "clip", ".part");
        } catch (IOException e) {
            throw DurableFiles.disk("a clip cannot be written to %s".formatted(folder), e);
        }
    }
}
