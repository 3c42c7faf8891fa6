package io.kinedex.ingest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Holds docs/cli.md to the commands as they are. */
class CommandLineDocumentTest {
    private static final Set<String> EVERYWHERE = Set.of("--help", "--version", "--verbose");
    private static final Pattern HEADING = Pattern.compile("(?m)^## `(kinedex[a-z -]*)`$");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^` ]+)[^`]*` \\|");

    /** By command: the options and arguments of its table. */
    private final Map<String, Set<String>> documented = new LinkedHashMap<>();

    private String text = "";

    @BeforeEach
    void readDocument() throws IOException {
        text = Files.readString(Path.of(System.getProperty("kinedex.root"), "docs", "cli.md"));
        String[] sections = text.split("(?m)^(?=## )");
        for (String section : sections) {
            Matcher heading = HEADING.matcher(section);
            if (heading.find()) {
                Set<String> rows = new TreeSet<>();
                ROW.matcher(section).results().forEach(row -> rows.add(row.group(1)));
                documented.put(heading.group(1), rows);
            }
        }
    }

    @Test
    void everyCommandHasASection() {
        assertThat(commands().stream().map(CommandSpec::qualifiedName)).allMatch(documented::containsKey);
    }

    @Test
    void everyOptionAndArgumentHasARowAndNoOtherHas() {
        for (CommandSpec command : commands()) {
            Set<String> actual = new TreeSet<>();
            command.options().stream()
                    .filter(option -> !option.hidden())
                    .map(CommandLine.Model.OptionSpec::longestName)
                    .filter(name -> !EVERYWHERE.contains(name))
                    .forEach(actual::add);
            command.positionalParameters().stream()
                    .map(argument -> argument.paramLabel() + (argument.arity().max() > 1 ? "..." : ""))
                    .forEach(actual::add);
            assertThat(documented.get(command.qualifiedName()))
                    .as(command.qualifiedName())
                    .isEqualTo(actual);
        }
    }

    @Test
    void whatWorksEverywhereIsSaidOnce() {
        assertThat(text).contains(EVERYWHERE);
    }

    /** Without the groups that do nothing by themselves; commands of other modules are documented with these. */
    private static List<CommandSpec> commands() {
        List<CommandSpec> commands = new ArrayList<>();
        for (CommandLine command : KinedexTest.all(Kinedex.commandLine())) {
            if (command.getParent() != null
                    && !command.getCommandSpec().usageMessage().hidden()) {
                commands.add(command.getCommandSpec());
            }
        }
        return commands;
    }
}
