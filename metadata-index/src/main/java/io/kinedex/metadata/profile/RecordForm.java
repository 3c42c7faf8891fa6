package io.kinedex.metadata.profile;

import io.kinedex.metadata.record.RecordJson;
import io.kinedex.metadata.stream.PublishedRecord;
import java.util.List;

/**
 * Puts published records into the form that a follower asked for. Equal records give equal bytes. Immutable; any thread.
 *
 * @param arns what the Rekognition profile calls the video streams
 */
public record RecordForm(Profile profile, Envelope envelope, StreamArns arns) {
    /** The form in which the stream keeps records, with their place in the stream around them. */
    public static final RecordForm PUBLISHED =
            new RecordForm(Profile.KINEDEX, Envelope.PUBLISHED, StreamArns.of("us-east-1", "000000000000"));

    /**
     * What the record is to the follower.
     *
     * @return in order; empty where the profile has nothing to say of this record
     */
    public List<RecordMessage> messages(PublishedRecord published) {
        return documents(published).stream()
                .map(document -> new RecordMessage(document.id(), wrap(published, document)))
                .toList();
    }

    /** The messages' bytes, for whoever has no use for their ids. */
    public List<byte[]> payloads(PublishedRecord published) {
        return messages(published).stream().map(RecordMessage::json).toList();
    }

    private List<Document> documents(PublishedRecord published) {
        return switch (profile) {
            case KINEDEX -> List.of(Document.whole(published.record(), RecordJson.write(published.record())));
            case REKOGNITION -> RekognitionFrames.of(published, arns);
        };
    }

    private byte[] wrap(PublishedRecord published, Document document) {
        return switch (envelope) {
            case NONE -> document.json();
            case PUBLISHED -> Wrapping.published(published, document);
            case CLOUDEVENTS -> Wrapping.cloudEvent(published, document);
        };
    }
}
