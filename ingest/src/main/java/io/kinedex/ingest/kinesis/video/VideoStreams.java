package io.kinedex.ingest.kinesis.video;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.ingest.kinesis.AwsException;
import io.kinedex.ingest.storage.DurableFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The host's streams as AWS's API shows them. A stream that the host made otherwise gets its ARN when it is first asked
 * for; one that the host has removed is forgotten then. Any thread.
 */
final class VideoStreams {
    private static final Pattern ARN =
            Pattern.compile("arn:[a-z0-9-]+:kinesisvideo:[a-z0-9-]+:[0-9]+:[a-z]+/([a-zA-Z0-9_.-]{1,256})/([0-9]+)");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-][a-zA-Z0-9_.-]{0,255}");

    private final Path folder;
    private final StreamHost host;
    private final FragmentArchive archive;
    private final VideoSettings settings;
    private final Map<String, VideoStream> known = new ConcurrentSkipListMap<>();

    VideoStreams(Path folder, StreamHost host, FragmentArchive archive, VideoSettings settings) {
        this.folder = DurableFiles.folder(folder);
        this.host = host;
        this.archive = archive;
        this.settings = settings;
        for (Path file : DurableFiles.list(folder)) {
            if (file.getFileName().toString().endsWith(VideoStreamFile.SUFFIX)) {
                VideoStream stream = VideoStreamFile.read(file);
                known.put(stream.name(), stream);
                retain(stream);
            }
        }
    }

    /** By name. */
    List<VideoStream> list() {
        return host.names().stream()
                .sorted()
                .flatMap(name -> find(name).stream())
                .toList();
    }

    Optional<VideoStream> find(String name) {
        VideoStream stream = known.get(name);
        if (stream != null && host.has(name)) {
            return Optional.of(stream);
        }
        return settle(name);
    }

    /** Whether the stream is still there, and no other of its name. */
    boolean isThere(VideoStream stream) {
        return find(stream.name())
                .filter(now -> now.created().equals(stream.created()))
                .isPresent();
    }

    /** Brings what is known in line with what the host has. */
    private synchronized Optional<VideoStream> settle(String name) {
        VideoStream stream = known.get(name);
        if (!host.has(name)) {
            if (stream != null) {
                known.remove(name);
                VideoStreamFile.remove(folder, name);
            }
            return Optional.empty();
        }
        if (stream == null) {
            stream = new VideoStream(name, settings.clock().instant(), 0, Optional.empty(), "", "", "", Map.of());
            VideoStreamFile.write(folder, stream);
            known.put(name, stream);
        }
        return Optional.of(stream);
    }

    /** The stream that the input names by {@code StreamName} or {@code StreamARN}. */
    VideoStream require(JsonNode input) {
        return require(Inputs.text(input, "StreamName"), Inputs.text(input, "StreamARN"), "StreamName or StreamARN");
    }

    VideoStream require(Optional<String> name, Optional<String> arn, String what) {
        if (name.isPresent() == arn.isPresent()) {
            throw Inputs.invalid("either %s must be given, and not both".formatted(what));
        }
        return arn.isPresent() ? ofArn(arn.get()) : named(name.orElseThrow());
    }

    VideoStream ofArn(String arn) {
        Matcher match = ARN.matcher(arn);
        if (!match.matches()) {
            throw Inputs.invalid("'%s' is not the ARN of a stream".formatted(arn));
        }
        VideoStream stream = named(match.group(1));
        if (!settings.arn(stream).equals(arn)) {
            throw notFound(arn);
        }
        return stream;
    }

    private VideoStream named(String name) {
        requireName(name);
        return find(name).orElseThrow(() -> notFound(name));
    }

    synchronized VideoStream create(VideoStream wanted) {
        requireName(wanted.name());
        if (find(wanted.name()).isPresent()) {
            throw new AwsException(
                    400, "ResourceInUseException", "stream '%s' is there already".formatted(wanted.name()));
        }
        known.put(wanted.name(), wanted);
        VideoStreamFile.write(folder, wanted);
        host.create(wanted.name());
        retain(wanted);
        return wanted;
    }

    /**
     * Changes a stream.
     *
     * @param version that the client thinks it has; null where it need not say
     */
    synchronized VideoStream update(String name, Optional<String> version, UnaryOperator<VideoStream> change) {
        VideoStream now = named(name);
        requireVersion(now, version);
        VideoStream changed = change.apply(now);
        VideoStreamFile.write(folder, changed);
        known.put(name, changed);
        retain(changed);
        return changed;
    }

    synchronized void delete(String name, Optional<String> version) {
        requireVersion(named(name), version);
        host.delete(name);
        known.remove(name);
        VideoStreamFile.remove(folder, name);
    }

    /** The host has removed the stream. */
    synchronized void forget(String name) {
        if (known.remove(name) != null) {
            VideoStreamFile.remove(folder, name);
        }
    }

    /** How long the stream's fragments are kept, in whole hours. */
    int retentionHours(VideoStream stream) {
        return stream.retentionHours().orElseGet(() -> (int)
                Math.min(Integer.MAX_VALUE, archive.retention(stream.name()).toHours()));
    }

    private void retain(VideoStream stream) {
        stream.retentionHours()
                .ifPresent(hours -> archive.retain(
                        stream.name(), hours == 0 ? settings.limits().unretained() : Duration.ofHours(hours)));
    }

    private static void requireVersion(VideoStream stream, Optional<String> version) {
        if (version.isPresent() && !version.get().equals(stream.version())) {
            throw new AwsException(
                    400,
                    "VersionMismatchException",
                    "stream '%s' has another version than %s; describe it again"
                            .formatted(stream.name(), version.get()));
        }
    }

    private static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw Inputs.invalid(
                    "StreamName must be 1 to 256 letters, digits, dots, dashes or underscores and not begin with a dot");
        }
    }

    private static AwsException notFound(String what) {
        return new AwsException(404, "ResourceNotFoundException", "no stream '%s'".formatted(what));
    }
}
