package io.kinedex.ingest.http;

import io.kinedex.ingest.media.SightingMedia;
import io.kinedex.ingest.people.PeopleDesk;
import io.kinedex.ingest.rerun.Reruns;
import io.kinedex.ingest.sink.SinkView;
import io.kinedex.ingest.stream.Streams;
import io.kinedex.ingest.upload.Uploads;
import io.kinedex.metadata.index.MetadataIndex;
import io.kinedex.metadata.profile.StreamArns;
import io.kinedex.metadata.record.Embedding;
import io.kinedex.metadata.stream.MetadataStream;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the HTTP interface speaks to.
 *
 * @param arns      what AWS's clients call the streams
 * @param meaning   the vectors of what somebody looks for, one for each model; blocks, and throws UNAVAILABLE where it cannot be had
 * @param people    who is who
 * @param likeness  the vector of what a JPEG or PNG shows; blocks, and throws BAD_MEDIA where it is none, BAD_REQUEST where
 *                  likeness is off
 * @param models    the catalogue as it stands
 * @param ownModels those that users bring; {@code models} has them too
 * @param reruns    second looks at the archive
 * @param sinks     as they stand
 * @param readiness what is not ready, for people; empty where the node is
 */
public record NodeServices(
        Streams streams,
        Uploads uploads,
        MetadataStream metadata,
        StreamArns arns,
        MetadataIndex index,
        Function<String, List<Embedding>> meaning,
        Function<byte[], Embedding> likeness,
        SightingMedia media,
        PeopleDesk people,
        Supplier<List<ModelStatus>> models,
        OwnModels ownModels,
        Reruns reruns,
        Supplier<List<SinkView>> sinks,
        Supplier<List<String>> readiness) {}
