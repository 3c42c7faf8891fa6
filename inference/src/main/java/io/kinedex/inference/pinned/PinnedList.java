package io.kinedex.inference.pinned;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Reads the {@code files} section of a YAML document; what else the document holds is its owner's. All threads.
 */
public final class PinnedList {
    private static final JsonMapper RECORDS = JsonMapper.builder()
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Document(List<PinnedFile> files) {}

    private PinnedList() {}

    /**
     * Reads a file of that name, or else a class path resource of that name.
     *
     * @throws InferenceException BAD_CATALOGUE where there is neither, or it cannot be understood
     */
    public static List<PinnedFile> read(String location) {
        try (InputStream in = open(location)) {
            return read(in, location);
        } catch (IOException e) {
            throw new InferenceException(Code.BAD_CATALOGUE, "cannot read " + location + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads a document to its end.
     *
     * @param origin names the document in messages
     * @throws InferenceException BAD_CATALOGUE where it cannot be understood or names a file twice
     */
    public static List<PinnedFile> read(InputStream in, String origin) {
        try {
            // SnakeYAML itself reads the tree, since Jackson's reader does not follow YAML aliases.
            Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
            Document document = RECORDS.convertValue(tree, Document.class);
            requireUnique(document.files(), origin);
            return List.copyOf(document.files());
        } catch (YAMLException | IllegalArgumentException e) {
            throw new InferenceException(
                    Code.BAD_CATALOGUE, "%s is no list of pinned files: %s".formatted(origin, e.getMessage()), e);
        }
    }

    private static InputStream open(String location) throws IOException {
        if (Files.isRegularFile(Path.of(location))) {
            return Files.newInputStream(Path.of(location));
        }
        InputStream resource = Thread.currentThread().getContextClassLoader().getResourceAsStream(location);
        if (resource == null) {
            throw new InferenceException(
                    Code.BAD_CATALOGUE, "neither a file nor a class path resource is named " + location);
        }
        return resource;
    }

    private static void requireUnique(List<PinnedFile> files, String origin) {
        Set<String> names = new HashSet<>();
        for (PinnedFile file : files) {
            if (!names.add(file.name())) {
                throw new InferenceException(
                        Code.BAD_CATALOGUE, "%s names the file %s twice".formatted(origin, file.name()));
            }
        }
    }
}
