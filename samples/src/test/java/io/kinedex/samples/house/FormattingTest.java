package io.kinedex.samples.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.ImportOrderer;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every source is as the formatter leaves it; these are the steps that Spotless takes. */
class FormattingTest {
    private static final Formatter FORMATTER = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .build());

    @Test
    void everySourceIsFormatted() throws IOException {
        List<Path> files = SourceTree.javaFiles();
        assertThat(files).hasSizeGreaterThan(20);
        List<String> unformatted = files.parallelStream()
                .filter(file -> !formatted(file))
                .map(file -> SourceTree.root().relativize(file).toString())
                .toList();
        assertThat(unformatted)
                .as("files that are not formatted; with JAVA_HOME at a JDK 25 run: mvn spotless:apply")
                .isEmpty();
    }

    private static boolean formatted(Path file) {
        try {
            String source = Files.readString(file);
            String ordered = ImportOrderer.reorderImports(source, JavaFormatterOptions.Style.PALANTIR);
            return FORMATTER
                    .formatSource(RemoveUnusedImports.removeUnusedImports(ordered))
                    .equals(source);
        } catch (FormatterException e) {
            throw new IllegalStateException("%s cannot be formatted".formatted(file), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
