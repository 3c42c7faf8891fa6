package io.kinedex.ingest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;

class KinedexTest {
    @Test
    void saysItsVersion() {
        CommandLineRun run = CommandLineRun.of("--version");

        assertThat(run.out()).startsWith("kinedex 0.").doesNotContain("$");
        assertThat(run.status()).isZero();
    }

    @TestFactory
    List<DynamicTest> everyCommandHasHelp() {
        List<DynamicTest> tests = new ArrayList<>();
        for (CommandLine command : all(Kinedex.commandLine())) {
            String name = command.getCommandSpec().qualifiedName();
            tests.add(DynamicTest.dynamicTest(name, () -> {
                String[] words = (name + " --help").split(" ");
                CommandLineRun run = CommandLineRun.of(
                        List.of(words).subList(1, words.length).toArray(String[]::new));
                assertThat(run.status()).isZero();
                assertThat(run.out())
                        .startsWith("Usage: " + name)
                        .contains("--verbose")
                        .contains("--version");
            }));
        }
        return tests;
    }

    @Test
    void whatItDoesNotUnderstandIsStatus2() {
        assertThat(CommandLineRun.of()).satisfies(run -> {
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.err()).startsWith("kinedex: which command?");
        });
        assertThat(CommandLineRun.of("serch", "car")).satisfies(run -> {
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.err()).contains("search");
        });
        assertThat(CommandLineRun.of("search", "--limit", "many", "car").status())
                .isEqualTo(2);
        assertThat(CommandLineRun.of("search", "--limit", "0", "car").status()).isEqualTo(2);
        assertThat(CommandLineRun.of("search").status()).isEqualTo(2);
        assertThat(CommandLineRun.of("ingest", "file.mp4").err()).startsWith("kinedex: Missing required option");
    }

    @Test
    void anAddressThatIsNoneIsOneLineAndVerboseAddsTheTrace() {
        assertThat(CommandLineRun.of("streams", "--node", "localhost").err().lines())
                .hasSize(1);
        assertThat(CommandLineRun.of("streams", "--node", "localhost", "--verbose")
                        .err())
                .contains("\tat io.kinedex");
    }

    @Test
    void aReaderThatLeavesEndsTheCommandQuietly() {
        Writer closed = new Writer() {
            @Override
            public void write(char[] text, int from, int count) throws java.io.IOException {
                throw new java.io.IOException("Broken pipe");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        java.io.StringWriter err = new java.io.StringWriter();

        int status = Kinedex.commandLine()
                .setOut(new PrintWriter(closed))
                .setErr(new PrintWriter(err))
                .execute("doctor", "--port", "0");

        assertThat(status).isZero();
        assertThat(err.toString()).isEmpty();
    }

    static List<CommandLine> all(CommandLine command) {
        List<CommandLine> all = new ArrayList<>();
        all.add(command);
        command.getSubcommands().values().forEach(each -> all.addAll(all(each)));
        return all;
    }
}
