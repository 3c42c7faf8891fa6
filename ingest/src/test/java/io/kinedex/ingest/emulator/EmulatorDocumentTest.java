package io.kinedex.ingest.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Holds docs/emulator.md to the faults, keys and routes as they are. */
class EmulatorDocumentTest {
    private static final Pattern WORD = Pattern.compile("`([^`]+)`");

    private String text = "";

    @BeforeEach
    void readDocument() throws IOException {
        text = Files.readString(Path.of(System.getProperty("kinedex.root"), "docs", "emulator.md"));
    }

    /** The rows of the table whose head begins so, by their first cell. */
    private Map<String, List<String>> table(String head) {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        int from = text.indexOf("| " + head + " |");
        text.substring(from)
                .lines()
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .forEach(line -> {
                    List<String> cells = Arrays.stream(line.split("\\|", -1))
                            .map(String::strip)
                            .toList();
                    rows.put(words(cells.get(1)).iterator().next(), cells.subList(2, cells.size() - 1));
                });
        return rows;
    }

    private static Set<String> words(String cell) {
        Set<String> words = new TreeSet<>();
        Matcher matcher = WORD.matcher(cell);
        while (matcher.find()) {
            words.add(matcher.group(1));
        }
        return words;
    }

    @Test
    void everyFaultHasARowWithItsKeysAndNoOtherHas() {
        Map<String, List<String>> rows = table("fault");
        assertThat(rows.keySet()).containsExactlyElementsOf(FaultKind.words());
        for (FaultKind kind : FaultKind.values()) {
            List<String> cells = rows.getOrDefault(kind.word(), List.of());
            assertThat(cells.get(1)).as(kind.word()).isEqualTo(String.join(", ", kind.operations()));
            assertThat(words(cells.get(2))).as(kind.word()).isEqualTo(new TreeSet<>(kind.keys()));
            assertThat(cells.get(0)).as(kind.word()).startsWith(point(kind));
        }
    }

    private static String point(FaultKind kind) {
        String option = kind == FaultKind.ERROR ? "error:status=503" : kind.word();
        return FaultScript.option(option, 1).what().point().name().toLowerCase(java.util.Locale.ROOT);
    }

    @Test
    void everyKeyOfTheTimeHasARow() {
        assertThat(table("key").keySet()).containsExactlyInAnyOrderElementsOf(FaultTrigger.KEYS);
    }

    @Test
    void everyControlRouteHasARow() {
        assertThat(table("route").keySet()).containsExactlyElementsOf(ControlCalls.ROUTES);
    }

    @Test
    void everyErrorByNameIsListed() {
        assertThat(text).contains(String.join(", ", ErrorIds.errors()));
    }

    @Test
    void theScriptsOfThePageAreScripts() {
        Matcher blocks = Pattern.compile("(?s)```yaml\n(.*?)```").matcher(text);
        int count = 0;
        while (blocks.find()) {
            assertThat(FaultScript.parse(blocks.group(1), "docs/emulator.md").faults())
                    .isNotEmpty();
            count++;
        }
        assertThat(count).isEqualTo(2);
    }

    @Test
    void theOptionsOfThePageAreFaults() {
        Matcher options = Pattern.compile("--fault ([a-z-]+:[^ \\n]+)").matcher(text);
        while (options.find()) {
            assertThat(FaultScript.option(options.group(1), 1).name()).isNotEmpty();
        }
    }
}
