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

    private record Document(List<PinnedFile> files, List<Description> models, List<SoundDescription> sounds) {}

    /**
     * As a model stands in the document; {@code weights} names a pinned file or else a file beside the document, whose
     * digest may stand there too.
     */
    private record Description(
            String name,
            String engine,
            String task,
            boolean preferred,
            ModelRuntime runtime,
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

    /** As {@link Description}, of a model of sound. */
    private record SoundDescription(
            String name,
            String engine,
            String task,
            ModelRuntime runtime,
            String weights,
            String sha256,
            SoundEntry.Input input,
            SoundEntry.Output output,
            double confidenceMin,
            Labels labels) {
        SoundEntry resolved(Weights found) {
            return new SoundEntry(name, engine, task, runtime, found, input, output, confidenceMin, labels);
        }
    }

    private final Map<String, CatalogueModel> models;

    private ModelCatalogue(List<CatalogueModel> models, String origin) {
        Map<String, CatalogueModel> byName = new LinkedHashMap<>();
        for (CatalogueModel model : models) {
            if (byName.put(model.name(), model) != null) {
                throw new InferenceException(
                        Code.BAD_CATALOGUE, "%s describes the model %s twice".formatted(origin, model.name()));
            }
        }
        this.models = byName;
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
            Document document = RECORDS.convertValue(whole(tree), Document.class);
            if (document == null) {
                throw new IllegalArgumentException("it is empty");
            }
            List<CatalogueModel> models = new ArrayList<>();
            for (Description each : document.models()) {
                models.add(each.resolved(weights(each.weights(), each.sha256(), document.files(), folder)));
            }
            for (SoundDescription each : document.sounds()) {
                models.add(each.resolved(weights(each.weights(), each.sha256(), document.files(), folder)));
            }
            return new ModelCatalogue(models, origin);
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

    private static Weights weights(String weights, String sha256, List<PinnedFile> files, Path folder) {
        return files.stream()
                .filter(file -> file.name().equals(weights))
                .<Weights>map(Weights.Pinned::new)
                .findFirst()
                .orElseGet(() -> new Weights.Local(folder.resolve(weights), sha256));
    }

    /** Lists that the document does not need are empty; every other key is needed but the digest. */
    private static Object whole(Object tree) {
        if (!(tree instanceof Map<?, ?> document)) {
            return tree;
        }
        Map<Object, Object> whole = new LinkedHashMap<>(document);
        boolean sounds = document.containsKey("sounds");
        whole.putIfAbsent("files", List.of());
        whole.putIfAbsent("sounds", List.of());
        if (sounds) {
            whole.putIfAbsent("models", List.of());
        }
        for (String list : List.of("models", "sounds")) {
            if (whole.get(list) instanceof List<?> models) {
                whole.put(list, models.stream().map(ModelCatalogue::withDigest).toList());
            }
        }
        return whole;
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
        Map<String, CatalogueModel> both = new LinkedHashMap<>(models);
        both.putAll(other.models);
        return new ModelCatalogue(List.copyOf(both.values()), "the catalogue");
    }

    /** The same models, each detector as {@code change} has it. */
    public ModelCatalogue mapped(UnaryOperator<ModelEntry> change) {
        List<CatalogueModel> changed = new ArrayList<>();
        for (CatalogueModel model : models.values()) {
            changed.add(model instanceof ModelEntry entry ? change.apply(entry) : model);
        }
        return new ModelCatalogue(changed, "the catalogue");
    }

    /** All models, in the order of the document. */
    public List<CatalogueModel> models() {
        return List.copyOf(models.values());
    }

    /** The detectors, in the order of the document. */
    public List<ModelEntry> entries() {
        return models.values().stream()
                .filter(ModelEntry.class::isInstance)
                .map(ModelEntry.class::cast)
                .toList();
    }

    /** @throws InferenceException UNKNOWN_MODEL, which names those that there are */
    public ModelEntry entry(String name) {
        if (models.get(name) instanceof ModelEntry entry) {
            return entry;
        }
        throw new InferenceException(
                Code.UNKNOWN_MODEL,
                "no model is named %s; there are %s"
                        .formatted(
                                name, entries().stream().map(ModelEntry::name).toList()));
    }

    /** The preferred model of an engine; the last one, where several are preferred. */
    public Optional<ModelEntry> preferred(String engine) {
        return entries().stream()
                .filter(entry -> entry.preferred() && entry.engine().equals(engine))
                .reduce((_, later) -> later);
    }
}
