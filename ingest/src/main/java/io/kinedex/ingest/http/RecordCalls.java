package io.kinedex.ingest.http;

import io.kinedex.ingest.IngestException;
import io.kinedex.metadata.profile.Envelope;
import io.kinedex.metadata.profile.Profile;
import io.kinedex.metadata.profile.RecordForm;
import io.kinedex.metadata.profile.RecordMessage;
import io.kinedex.metadata.profile.StreamArns;
import io.kinedex.metadata.record.RecordJson;
import io.kinedex.metadata.stream.Follower;
import io.kinedex.metadata.stream.MetadataStream;
import io.kinedex.metadata.stream.PublishedRecord;
import io.kinedex.metadata.stream.SequenceNumber;
import io.kinedex.metadata.stream.StartPosition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is asked of the metadata stream. Methods block; called on threads that may. */
final class RecordCalls {
    private static final int LIMIT = 100;

    private final MetadataStream metadata;
    private final StreamArns arns;

    RecordCalls(MetadataStream metadata, StreamArns arns) {
        this.metadata = metadata;
        this.arns = arns;
    }

    Reply list(Call call) throws InterruptedException {
        StartPosition from = from(call.query("from").orElse("trim-horizon"));
        String here = from instanceof StartPosition.Latest
                ? Long.toString(metadata.latest().value() + 1)
                : call.query("from").orElse("trim-horizon");
        RecordForm form = form(call, arns);
        try (Follower follower = metadata.follow(from, streams(call))) {
            List<PublishedRecord> records = follower.poll(call.query("limit", LIMIT), Duration.ZERO);
            String next = records.isEmpty()
                    ? here
                    : Long.toString(records.getLast().sequence().value() + 1);
            String lines = records.stream()
                    .flatMap(record -> form.messages(record).stream())
                    .map(RecordCalls::text)
                    .collect(Collectors.joining(",\n"));
            String page = "{\"records\":[%s],\"next\":\"%s\"}".formatted(lines, next);
            return Reply.of(200, "application/json", page.getBytes(StandardCharsets.UTF_8))
                    .with("Cache-Control", "no-store");
        }
    }

    Reply schema(Call call) {
        return Reply.of(200, "application/schema+json", RecordJson.schema().getBytes(StandardCharsets.UTF_8));
    }

    /** The form that the client asked for; the contract has checked the names. */
    static RecordForm form(Call call, StreamArns arns) {
        return new RecordForm(
                call.query("profile").map(Profile::of).orElse(Profile.KINEDEX),
                call.query("envelope").map(Envelope::of).orElse(Envelope.PUBLISHED),
                arns);
    }

    static String text(RecordMessage message) {
        return new String(message.json(), StandardCharsets.UTF_8);
    }

    static Set<String> streams(Call call) {
        return call.query("stream").map(Set::of).orElse(Set.of());
    }

    /** Where a follower begins: after the last event it saw, or where it says. */
    static StartPosition start(Call call, String otherwise) {
        Optional<StartPosition> after =
                call.header("Last-Event-ID").map(id -> new StartPosition.AfterSequence(sequence(id)));
        return after.orElseGet(() -> from(call.query("from").orElse(otherwise)));
    }

    static StartPosition from(String text) {
        if (text.equals("trim-horizon")) {
            return new StartPosition.TrimHorizon();
        }
        if (text.equals("latest")) {
            return new StartPosition.Latest();
        }
        if (text.matches("[0-9]+")) {
            return new StartPosition.AtSequence(sequence(text));
        }
        try {
            return new StartPosition.AtTime(
                    Call.instant("from", Optional.of(text)).orElseThrow());
        } catch (IngestException e) {
            throw Call.bad(
                    "from '%s' is neither trim-horizon nor latest, no sequence number and no time".formatted(text), e);
        }
    }

    private static SequenceNumber sequence(String digits) {
        try {
            return new SequenceNumber(Long.parseLong(digits));
        } catch (NumberFormatException e) {
            throw Call.bad("sequence number '%s' is larger than any".formatted(digits), e);
        }
    }
}
