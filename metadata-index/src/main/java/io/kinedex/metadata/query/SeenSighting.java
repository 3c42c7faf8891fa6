package io.kinedex.metadata.query;

import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.record.Sighting;

/** A sighting with its text folded and its times in milliseconds, as conditions test it. */
record SeenSighting(
        String label,
        String kind,
        String stream,
        String engine,
        String model,
        SeenWording wording,
        long start,
        long end,
        QueryMatcher.Match match) {
    static SeenSighting of(MetadataRecord record, String recordId, Sighting sighting) {
        return new SeenSighting(
                TermFolding.fold(sighting.label()),
                TermFolding.fold(sighting.kind()),
                TermFolding.fold(record.stream()),
                TermFolding.fold(record.engine().name()),
                TermFolding.fold(record.engine().model()),
                SeenWording.of(sighting),
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
        };
    }

    /** Milliseconds between the two intervals; 0 where they overlap or touch. */
    long gap(SeenSighting other) {
        return Math.max(0, Math.max(other.start - end, start - other.end));
    }
}
