package io.kinedex.ingest.http;

/**
 * A model of the catalogue as it stands on this node.
 *
 * @param source  the package that carries the weights, with its version
 * @param present whether the weights are there and have the right digest
 * @param loads   whether it has been loaded or could be
 * @param problem what is wrong and how to mend it; empty where nothing is
 */
public record ModelStatus(
        String name,
        String task,
        String engine,
        String source,
        String sha256,
        String licence,
        boolean present,
        boolean loads,
        String problem) {}
