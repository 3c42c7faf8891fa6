package io.kinedex.samples.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The programs that customers read first stay small. */
class SampleProgramsTest {
    private static final int LINES_MAX = 60;

    @Test
    void everySampleProgramHasUnderSixtyLines() throws IOException {
        Path folder = SourceTree.root().resolve("samples/src/main/java/io/kinedex/samples");
        try (Stream<Path> files = Stream.concat(Files.list(folder), Files.list(folder.resolve("aws")))) {
            List<Path> programs =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            assertThat(programs).hasSizeGreaterThan(7);
            for (Path program : programs) {
                assertThat(Files.readAllLines(program)).as("%s", program).hasSizeLessThan(LINES_MAX);
            }
        }
    }
}
