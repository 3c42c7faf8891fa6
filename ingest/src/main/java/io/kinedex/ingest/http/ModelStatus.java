package io.kinedex.ingest.http;

import io.kinedex.inference.catalogue.ModelBundle;
import io.kinedex.inference.pinned.PinnedFile;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A model or a bundle of them of the catalogue as it stands on this node.
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
        String problem) {
    /** Of a bundle: all packages and licences that its files come from, and the digest over all of them. */
    public static ModelStatus of(ModelBundle bundle, boolean present, boolean loads, String problem) {
        return new ModelStatus(
                bundle.name(),
                bundle.task(),
                bundle.engine(),
                joined(bundle, file -> file.source().coordinates()),
                bundle.digest(),
                joined(bundle, file -> file.licence().spdx()),
                present,
                loads,
                problem);
    }

    private static String joined(ModelBundle bundle, Function<PinnedFile, String> told) {
        return bundle.files().values().stream().map(told).distinct().sorted().collect(Collectors.joining(", "));
    }
}
