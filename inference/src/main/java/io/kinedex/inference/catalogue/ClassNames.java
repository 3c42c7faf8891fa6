package io.kinedex.inference.catalogue;

import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Looks up the names of a model's classes. All threads. */
public final class ClassNames {
    private ClassNames() {}

    /**
     * The names by class index, lower case; empty strings for classes that are never reported.
     *
     * @param weights the model file
     * @throws InferenceException MODEL_REJECTED where the file does not carry the names that it should
     */
    public static List<String> of(Labels labels, Path weights) {
        return switch (labels) {
            case Labels.Named named -> clean(named.names());
            case Labels.Inside inside -> clean(zipped(weights, inside.inside()));
        };
    }

    private static List<String> clean(List<String> names) {
        return names.stream()
                .map(name -> name.strip().equals("???") ? "" : name.strip().toLowerCase(Locale.ROOT))
                .toList();
    }

    private static List<String> zipped(Path weights, String name) {
        try (ZipFile zip = new ZipFile(weights.toFile())) {
            ZipEntry entry = zip.getEntry(name);
            if (entry == null) {
                throw new InferenceException(
                        Code.MODEL_REJECTED, "%s carries no labels under the name %s".formatted(weights, name));
            }
            try (InputStream in = zip.getInputStream(entry)) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .toList();
            }
        } catch (IOException e) {
            throw new InferenceException(
                    Code.MODEL_REJECTED, "%s carries no labels: %s".formatted(weights, e.getMessage()), e);
        }
    }
}
