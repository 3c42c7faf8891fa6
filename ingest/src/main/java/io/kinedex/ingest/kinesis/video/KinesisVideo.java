package io.kinedex.ingest.kinesis.video;

import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.ingest.kinesis.AwsException;
import io.kinedex.ingest.kinesis.Operation;
import io.kinedex.ingest.kinesis.Operations;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Amazon Kinesis Video Streams over an archive: its streams, PutMedia, GetMedia, ListFragments and
 * GetMediaForFragmentList. Works in a node and without one. Any thread.
 */
public final class KinesisVideo {
    private static final String SERVICE = "kinesisvideo";

    private final VideoStreams streams;
    private final VideoSettings settings;

    private KinesisVideo(VideoStreams streams, VideoSettings settings) {
        this.streams = streams;
        this.settings = settings;
    }

    /**
     * Adds the operations.
     *
     * @param folder where what AWS's API knows of streams is kept
     * @param host   whose streams are shown
     */
    public static KinesisVideo register(
            Operations operations,
            FragmentArchive archive,
            Path folder,
            StreamHost host,
            VideoSettings settings,
            MeterRegistry meters) {
        VideoStreams streams = new VideoStreams(folder, host, archive, settings);
        VideoMetrics metrics = new VideoMetrics(meters);
        StreamOperations control = new StreamOperations(streams, settings);
        TagOperations tags = new TagOperations(streams, settings);
        PutMedia put = new PutMedia(streams, archive, host, settings, metrics);
        GetMedia get = new GetMedia(streams, archive, settings, metrics);
        ArchivedOperations archived = new ArchivedOperations(streams, archive, settings, metrics);
        metrics.sessions(put.sessions(), get.sessions());
        operations
                .video("CreateStream", control::create)
                .video("DescribeStream", control::describe)
                .video("ListStreams", control::list)
                .video("UpdateDataRetention", control::updateDataRetention)
                .video("UpdateStream", control::update)
                .video("DeleteStream", control::delete)
                .video("GetDataEndpoint", control::dataEndpoint)
                .video("TagStream", tags::tagStream)
                .video("UntagStream", tags::untagStream)
                .video("ListTagsForStream", tags::listForStream)
                .video("GetMedia", get)
                .videoStream("PutMedia", put)
                .video("ListFragments", archived::list)
                .video("GetMediaForFragmentList", archived::media);
        atPath(operations, "TagResource", tags::tagResource);
        atPath(operations, "UntagResource", tags::untagResource);
        atPath(operations, "ListTagsForResource", tags::listForResource);
        return new KinesisVideo(streams, settings);
    }

    /** The name of the stream that an ARN names, where there is one. */
    public Optional<String> nameOf(String arn) {
        try {
            return Optional.of(streams.ofArn(arn).name());
        } catch (AwsException e) {
            return Optional.empty();
        }
    }

    /** The ARN of a stream of that name, where there is one. */
    public Optional<String> arnOf(String name) {
        return streams.find(name).map(settings::arn);
    }

    /** Whether fragments of the stream of that name are kept. */
    public boolean retains(String name) {
        return streams.find(name)
                .filter(stream -> streams.retentionHours(stream) > 0)
                .isPresent();
    }

    /** The host has removed the stream, or made another of its name. */
    public void removed(String name) {
        streams.forget(name);
    }

    private static void atPath(Operations operations, String name, Operation operation) {
        operations.video("/" + name, new Operations.Named(name, SERVICE, false, operation));
    }
}
