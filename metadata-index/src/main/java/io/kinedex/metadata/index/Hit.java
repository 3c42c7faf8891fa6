package io.kinedex.metadata.index;

import io.kinedex.metadata.record.Sighting;

/**
 * A sighting that answers a query.
 *
 * @param stream         the stream's name
 * @param sighting       as it is known so far
 * @param engine         the engine that saw it
 * @param model          the model's name
 * @param recordId       the record that told of its best moment
 * @param fragmentNumber the fragment of its best moment
 * @param score          greater is better; comparable within one answer
 */
public record Hit(
        String stream,
        Sighting sighting,
        String engine,
        String model,
        String recordId,
        String fragmentNumber,
        double score) {}
