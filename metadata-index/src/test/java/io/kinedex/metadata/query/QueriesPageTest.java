package io.kinedex.metadata.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds docs/queries.md to what the parser does. */
class QueriesPageTest {
    private static final String PAGE = page();

    static Stream<String> queries() {
        return lines("query");
    }

    static Stream<String> errors() {
        return lines("error");
    }

    @ParameterizedTest
    @MethodSource("queries")
    void readsEveryExample(String example) {
        Query query = QueryParser.parse(example);

        assertThat(QueryParser.parse(query.toString())).isEqualTo(query);
    }

    @ParameterizedTest
    @MethodSource("errors")
    void refusesEveryErrorExample(String example) {
        assertThatThrownBy(() -> QueryParser.parse(example)).isInstanceOf(QuerySyntaxException.class);
    }

    @Test
    void namesEveryFieldAndLimit() {
        for (TextField field : TextField.values()) {
            assertThat(PAGE).contains("| `" + field.key() + "` |");
        }
        for (WordingField field : WordingField.values()) {
            assertThat(PAGE).contains("| `" + field.key() + "` |");
        }
        assertThat(PAGE)
                .contains(
                        "%d characters, %d parentheses and NOTs inside each other, %d clauses, %d WITHINs, %d characters in a word"
                                .formatted(
                                        QueryLimits.LENGTH_MAX,
                                        QueryLimits.DEPTH_MAX,
                                        QueryLimits.CLAUSES_MAX,
                                        QueryLimits.WITHINS_MAX,
                                        QueryLimits.TERM_LENGTH_MAX));
    }

    @Test
    void pairsOfThePrecedenceSectionAreEqual() {
        String section = PAGE.substring(PAGE.indexOf("## Precedence"), PAGE.indexOf("## Grammar"));
        List<Query> queries = blocks(section, "query").map(QueryParser::parse).toList();

        assertThat(queries).hasSize(6);
        for (int i = 0; i < queries.size(); i += 2) {
            assertThat(queries.get(i)).isEqualTo(queries.get(i + 1));
        }
    }

    @Test
    void showsTheMessageAsItIs() {
        QuerySyntaxException error = catchThrowableOfType(
                QuerySyntaxException.class, () -> QueryParser.parse("label:person WITHIN five OF car"));

        assertThat(error.getMessage().lines())
                .allSatisfy(line -> assertThat(PAGE).contains("    " + line));
    }

    private static Stream<String> lines(String language) {
        List<String> examples = blocks(PAGE, language).toList();
        assertThat(examples).isNotEmpty();
        return examples.stream();
    }

    private static Stream<String> blocks(String text, String language) {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(text)
                .results()
                .flatMap(block -> block.group(1).lines());
    }

    private static String page() {
        String root = System.getProperty("kinedex.root", "..");
        try {
            return Files.readString(Path.of(root, "docs", "queries.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
