package io.kinedex.inference.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinedex.inference.pinned.PinnedFile;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds docs/models.md to the catalogue and the code. */
class ModelsPageTest {
    private final List<String> page = lines();

    @Test
    void hasARowForEveryModel() {
        for (ModelEntry entry : ModelCatalogue.bundled().entries()) {
            PinnedFile file = ((Weights.Pinned) entry.weights()).file();
            String mark = entry.preferred() ? "` (default)" : "`";
            assertThat(page)
                    .as(entry.name())
                    .anyMatch(line -> line.startsWith(
                                    "| `%s%s | %s | %s | ".formatted(entry.name(), mark, entry.engine(), entry.task()))
                            && line.contains(" | " + file.source().coordinates() + " | ")
                            && line.contains(" | " + file.licence().spdx() + " | ")
                            && line.contains(" | %d x %d, %s | "
                                    .formatted(
                                            entry.input().width(),
                                            entry.input().height(),
                                            entry.input().fit() == InputSpec.Fit.STRETCH ? "stretched" : "letterbox"))
                            && line.contains(
                                    " | %s | ".formatted(entry.selection().confidenceMin())))
                    .contains("| `%s` | %s | %d |".formatted(file.name(), file.sha256(), file.bytes()));
        }
    }

    @Test
    void hasARowForEveryBundleThatListensOrReads() {
        BundleCatalogue.bundled().entries().stream()
                .filter(bundle -> bundle.engine().matches("speech|sound|text"))
                .forEach(bundle -> {
                    String mark = bundle.preferred() ? "` (default)" : "`";
                    assertThat(page)
                            .as(bundle.name())
                            .anyMatch(line -> line.startsWith("| `%s%s | %s | %s | "
                                            .formatted(bundle.name(), mark, bundle.engine(), bundle.task()))
                                    && bundle.files().values().stream()
                                            .allMatch(file ->
                                                    line.contains(file.source().coordinates())
                                                            && line.contains(file.licence()
                                                                    .spdx())));
                    bundle.files()
                            .values()
                            .forEach(file -> assertThat(page)
                                    .contains(
                                            "| `%s` | %s | %d |".formatted(file.name(), file.sha256(), file.bytes())));
                });
    }

    @Test
    void hasNoRowForAModelThatIsNotThere() {
        long rows = page.stream()
                .filter(line -> line.matches("\\| `.*\\| (faces|objects) \\|.*"))
                .count();

        assertThat(rows).isEqualTo(ModelCatalogue.bundled().entries().size());
    }

    @Test
    void explainsEveryKeyAndEveryChoice() {
        String keys = String.join("\n", page.subList(page.indexOf("| key | meaning |"), page.size()));

        records().flatMap(record -> Stream.of(record.getRecordComponents())).forEach(component -> {
            assertThat(keys).contains("`" + kebab(component.getName()) + "`");
            for (String choice : choices(component)) {
                assertThat(keys).contains("`" + choice + "`");
            }
        });
    }

    private static Stream<Class<?>> records() {
        return Stream.concat(
                Stream.of(ModelEntry.class, InputSpec.class, Selection.class, Labels.Named.class, Labels.Inside.class),
                Stream.of(OutputSpec.class.getPermittedSubclasses()));
    }

    private static List<String> choices(RecordComponent component) {
        List<String> choices = new ArrayList<>();
        if (component.getType().isEnum()) {
            for (Object constant : component.getType().getEnumConstants()) {
                choices.add(constant.toString().toLowerCase(Locale.ROOT));
            }
        }
        return choices;
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static List<String> lines() {
        try {
            return Files.readAllLines(Path.of(System.getProperty("kinedex.root"), "docs", "models.md"));
        } catch (IOException e) {
            throw new AssertionError("docs/models.md", e);
        }
    }
}
