package io.kinedex.metadata.query;

import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.record.Sighting;
import java.util.Optional;
import java.util.function.Predicate;

/** A sighting with its text folded and its times in milliseconds, as conditions test it. */
record SeenSighting(
        String label,
        String kind,
        String stream,
        String engine,
        String model,
        SeenWording wording,
        Optional<PersonNames.Named> person,
        long start,
        long end,
        QueryMatcher.Match match) {
    static SeenSighting of(MetadataRecord record, String recordId, Sighting sighting, PersonNames names) {
        return new SeenSighting(
                TermFolding.fold(sighting.label()),
                TermFolding.fold(sighting.kind()),
                TermFolding.fold(record.stream()),
                TermFolding.fold(record.engine().name()),
                TermFolding.fold(record.engine().model()),
                new SeenWording(sighting),
                sighting.embedding().isSealed() ? names.of(sighting.id()) : Optional.empty(),
                QueryTime.millis(sighting.start()),
                QueryTime.millis(sighting.end()),
                new QueryMatcher.Match(
                        record.tenant(),
                        record.stream(),
                        record.engine(),
                        recordId,
                        record.fragment().number(),
                        sighting));
    }

    String id() {
        return match.sighting().id();
    }

    String text(TextField field) {
        return switch (field) {
            case LABEL -> label;
            case KIND -> kind;
            case STREAM -> stream;
            case ENGINE -> engine;
            case MODEL -> model;
            case PERSON -> "";
        };
    }

    /** Whether the name or the id of whose face it shows passes. */
    boolean isOf(Predicate<String> folded) {
        return person.isPresent()
                && (folded.test(person.get().id())
                        || (!person.get().name().isEmpty()
                                && folded.test(TermFolding.fold(person.get().name()))));
    }

    /** Milliseconds between the two intervals; 0 where they overlap or touch. */
    long gap(SeenSighting other) {
        return Math.max(0, Math.max(other.start - end, start - other.end));
    }
}
