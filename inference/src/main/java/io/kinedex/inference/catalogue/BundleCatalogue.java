package io.kinedex.inference.catalogue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import io.kinedex.inference.pinned.PinnedFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The bundles of models that come with the program, by name. Immutable; safe for all threads. */
public final class BundleCatalogue {
    /** The class path resource that lists the bundles and pins their files. */
    public static final String BUNDLED = "io/kinedex/inference/catalogue/bundles.yaml";

    private static final JsonMapper RECORDS = JsonMapper.builder()
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .build();

    private record Document(List<PinnedFile> files, List<Description> bundles) {}

    /** As a bundle stands in the document; {@code files} has the names of pinned files. */
    private record Description(String name, String engine, String task, boolean preferred, Map<String, String> files) {
        ModelBundle resolved(Map<String, PinnedFile> pinned) {
            Map<String, PinnedFile> found = new LinkedHashMap<>();
            files.forEach((part, file) -> found.put(
                    part,
                    Optional.ofNullable(pinned.get(file))
                            .orElseThrow(() -> new IllegalArgumentException(
                                    "bundle %s: %s is not among the files".formatted(name, file)))));
            return new ModelBundle(name, engine, task, preferred, found);
        }
    }

    private static @Nullable BundleCatalogue read;

    private final List<ModelBundle> bundles;

    private BundleCatalogue(List<ModelBundle> bundles) {
        this.bundles = List.copyOf(bundles);
    }

    /** The bundles that come with the program; read once. */
    public static synchronized BundleCatalogue bundled() {
        BundleCatalogue there = read;
        if (there == null) {
            there = read();
            read = there;
        }
        return there;
    }

    private static BundleCatalogue read() {
        try (InputStream in = BundleCatalogue.class.getClassLoader().getResourceAsStream(BUNDLED)) {
            if (in == null) {
                throw new InferenceException(Code.BAD_CATALOGUE, BUNDLED + " is not on the class path");
            }
            Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
            Document document = RECORDS.convertValue(tree, Document.class);
            Map<String, PinnedFile> pinned =
                    document.files().stream().collect(Collectors.toMap(PinnedFile::name, Function.identity()));
            return new BundleCatalogue(document.bundles().stream()
                    .map(each -> each.resolved(pinned))
                    .toList());
        } catch (IOException e) {
            throw new InferenceException(Code.BAD_CATALOGUE, "cannot read " + BUNDLED, e);
        }
    }

    /** In the order of the document. */
    public List<ModelBundle> entries() {
        return bundles;
    }

    public Optional<ModelBundle> find(String name) {
        return bundles.stream().filter(bundle -> bundle.name().equals(name)).findFirst();
    }

    /** The bundle to take for an engine where nothing else is said. */
    public Optional<ModelBundle> preferred(String engine) {
        return bundles.stream()
                .filter(bundle -> bundle.preferred() && bundle.engine().equals(engine))
                .findFirst();
    }
}
