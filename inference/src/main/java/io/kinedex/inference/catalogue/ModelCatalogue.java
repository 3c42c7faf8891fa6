package io.kinedex.inference.catalogue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import io.kinedex.inference.pinned.PinnedFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** The models that can be loaded, by name. Immutable; safe for all threads. */
public final class ModelCatalogue {
    /** The class path resource that lists the bundled models and pins their weights. */
    public static final String BUNDLED = "io/kinedex/inference/catalogue/models.yaml";

    private static final JsonMapper RECORDS = JsonMapper.builder()
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .build();

    private record Document(List<PinnedFile> files, List<Description> models) {}

    /**
     * As a model stands in the document; {@code weights} names a pinned file or else a file beside the document, whose
     * digest may stand there too.
     */
    private record Description(
            String name,
            String engine,
            String task,
            boolean preferred,
            ModelEntry.Runtime runtime,
            String weights,
            String sha256,
            InputSpec input,
            OutputSpec output,
            Selection selection,
            Labels labels) {
        ModelEntry resolved(Weights found) {
            return new ModelEntry(name, engine, task, preferred, runtime, found, input, output, selection, labels);
        }
    }

    private final Map<String, ModelEntry> entries;

    private ModelCatalogue(List<ModelEntry> entries, String origin) {
        Map<String, ModelEntry> byName = new LinkedHashMap<>();
        for (ModelEntry entry : entries) {
            if (byName.put(entry.name(), entry) != null) {
                throw new InferenceException(
                        Code.BAD_CATALOGUE, "%s describes the model %s twice".formatted(origin, entry.name()));
            }
        }
        this.entries = byName;
    }

    /** The models that come with the program. */
    public static ModelCatalogue bundled() {
        try (InputStream in = ModelCatalogue.class.getClassLoader().getResourceAsStream(BUNDLED)) {
            if (in == null) {
                throw new InferenceException(Code.BAD_CATALOGUE, BUNDLED + " is not on the class path");
            }
            return read(in, BUNDLED, Path.of(""));
        } catch (IOException e) {
            throw new InferenceException(Code.BAD_CATALOGUE, "cannot read " + BUNDLED, e);
        }
    }

    /**
     * A user's own models; relative paths of weights start at the document's folder.
     *
     * @throws InferenceException BAD_CATALOGUE, which says what is wrong where
     */
    public static ModelCatalogue read(Path document) {
        try {
            Path folder =
                    Optional.ofNullable(document.toAbsolutePath().getParent()).orElse(Path.of("/"));
            return read(new ByteArrayInputStream(Files.readAllBytes(document)), document.toString(), folder);
        } catch (IOException e) {
            throw new InferenceException(Code.BAD_CATALOGUE, "cannot read %s: %s".formatted(document, e), e);
        }
    }

    private static ModelCatalogue read(InputStream in, String origin, Path folder) {
        try {
            // SnakeYAML itself reads the tree, since Jackson's reader does not follow YAML aliases.
            Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
            Document document = RECORDS.convertValue(withDigests(tree), Document.class);
            if (document == null) {
                throw new IllegalArgumentException("it is empty");
            }
            List<ModelEntry> entries = new ArrayList<>();
            for (Description description : document.models()) {
                entries.add(description.resolved(weights(description, document.files(), folder)));
            }
            return new ModelCatalogue(entries, origin);
        } catch (YAMLException | IllegalArgumentException e) {
            throw new InferenceException(
                    Code.BAD_CATALOGUE, "%s does not describe models: %s".formatted(origin, reason(e)), e);
        }
    }

    /** Which key of the document is wrong and how, without Jackson's words about classes. */
    private static String reason(RuntimeException failure) {
        if (!(failure.getCause() instanceof JsonMappingException wrong)) {
            return String.valueOf(failure.getMessage());
        }
        String key = wrong.getPath().stream()
                .map(step ->
                        step.getFieldName() == null ? "[%d]".formatted(step.getIndex()) : "." + step.getFieldName())
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
        if (wrong instanceof UnrecognizedPropertyException unknown) {
            return "%s is not known; there are %s".formatted(key, unknown.getKnownPropertyIds());
        }
        String message = wrong.getOriginalMessage();
        return message.startsWith("Missing creator property")
                ? key + " is missing"
                : "%s: %s".formatted(key, message.replaceAll("`(?:\\w+[.$])+(\\w+)`", "$1"));
    }

    private static Weights weights(Description model, List<PinnedFile> files, Path folder) {
        return files.stream()
                .filter(file -> file.name().equals(model.weights()))
                .<Weights>map(Weights.Pinned::new)
                .findFirst()
                .orElseGet(() -> new Weights.Local(folder.resolve(model.weights()), model.sha256()));
    }

    /** Every key is needed but this one. */
    private static Object withDigests(Object tree) {
        if (tree instanceof Map<?, ?> document && document.get("models") instanceof List<?> models) {
            Map<Object, Object> whole = new LinkedHashMap<>(document);
            whole.put("models", models.stream().map(ModelCatalogue::withDigest).toList());
            return whole;
        }
        return tree;
    }

    private static Object withDigest(Object model) {
        if (model instanceof Map<?, ?> keys && !keys.containsKey("sha256")) {
            Map<Object, Object> whole = new LinkedHashMap<>(keys);
            whole.put("sha256", "");
            return whole;
        }
        return model;
    }

    /** Both catalogues' models; where both describe one, the other's counts. */
    public ModelCatalogue with(ModelCatalogue other) {
        Map<String, ModelEntry> both = new LinkedHashMap<>(entries);
        both.putAll(other.entries);
        return new ModelCatalogue(List.copyOf(both.values()), "the catalogue");
    }

    /** The same models, each as {@code change} has it. */
    public ModelCatalogue mapped(UnaryOperator<ModelEntry> change) {
        return new ModelCatalogue(entries.values().stream().map(change).toList(), "the catalogue");
    }

    /** In the order of the document. */
    public List<ModelEntry> entries() {
        return List.copyOf(entries.values());
    }

    /** @throws InferenceException UNKNOWN_MODEL, which names those that there are */
    public ModelEntry entry(String name) {
        ModelEntry entry = entries.get(name);
        if (entry == null) {
            throw new InferenceException(
                    Code.UNKNOWN_MODEL, "no model is named %s; there are %s".formatted(name, entries.keySet()));
        }
        return entry;
    }

    /** The preferred model of an engine; the last one, where several are preferred. */
    public Optional<ModelEntry> preferred(String engine) {
        return entries.values().stream()
                .filter(entry -> entry.preferred() && entry.engine().equals(engine))
                .reduce((_, later) -> later);
    }
}
