package io.kinedex.ingest.cli;

import io.kinedex.ingest.kinesis.auth.AccessKey;
import io.kinedex.ingest.kinesis.auth.AccessKeyFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "access-keys",
        description = "Make, list or delete the keys with which AWS's clients call a node. "
                + "Needs no node; a running one notices.",
        subcommands = {AccessKeysCommand.Create.class, AccessKeysCommand.ListKeys.class, AccessKeysCommand.Delete.class
        })
final class AccessKeysCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(), "create, list or delete? kinedex access-keys --help tells of each");
    }

    /** Whose keys. */
    static final class DataOption {
        @Option(
                names = "--data",
                paramLabel = "DIR",
                description = "The node's data folder; kinedex-data unless given.")
        private Path data = Path.of("kinedex-data");

        AccessKeyFile file() {
            return AccessKeyFile.of(data);
        }
    }

    @Command(name = "create", description = "Make a key. Its secret is shown this once.")
    static final class Create implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Mixin
        @SuppressWarnings("NullAway.Init")
        private DataOption data;

        @Option(
                names = "--allow",
                paramLabel = "ACTION",
                description = "What its holder may do, such as kinesisvideo:PutMedia or 'kinesis:Get*'; "
                        + "again for more. Everything unless given.")
        private List<String> actions = List.of();

        @Option(
                names = "--stream",
                paramLabel = "NAME",
                description = "The streams it may be done to, by name or ARN, * for any characters; again for more. "
                        + "All unless given.")
        private List<String> streams = List.of();

        @Parameters(paramLabel = "NAME", description = "What to call it, in lists and in the ARN of its holder.")
        @SuppressWarnings("NullAway.Init")
        private String name;

        @Override
        public Integer call() {
            Terminal terminal = Terminal.of(spec.commandLine());
            AccessKey key = data.file().create(name, actions, streams);
            terminal.note("Access key '%s' is made. Its secret is shown this once.".formatted(name));
            terminal.line("export AWS_ACCESS_KEY_ID=" + key.id());
            terminal.line("export AWS_SECRET_ACCESS_KEY=" + key.secret());
            terminal.line("");
            terminal.line("# or in ~/.aws/credentials");
            terminal.line("[kinedex-%s]".formatted(name));
            terminal.line("aws_access_key_id = " + key.id());
            terminal.line("aws_secret_access_key = " + key.secret());
            return 0;
        }
    }

    @Command(name = "list", description = "List the keys, without their secrets.")
    static final class ListKeys implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Mixin
        @SuppressWarnings("NullAway.Init")
        private DataOption data;

        @Override
        public Integer call() {
            Terminal terminal = Terminal.of(spec.commandLine());
            List<AccessKey> keys = data.file().read();
            if (keys.isEmpty()) {
                terminal.note("No access keys yet. 'kinedex access-keys create NAME' makes one.");
                return 0;
            }
            Table table = new Table(List.of("NAME", "ID", "MAY", "STREAMS"), Set.of());
            keys.forEach(key -> table.add(key.name(), key.id(), all(key.actions()), all(key.resources())));
            table.print(terminal);
            return 0;
        }

        private static String all(List<String> patterns) {
            return patterns.isEmpty() ? "*" : String.join(",", patterns);
        }
    }

    @Command(name = "delete", description = "Delete a key; requests signed with it are refused from then on.")
    static final class Delete implements Callable<Integer> {
        @Mixin
        @SuppressWarnings("NullAway.Init")
        private DataOption data;

        @Parameters(paramLabel = "NAME", description = "The key to delete.")
        @SuppressWarnings("NullAway.Init")
        private String name;

        @Override
        public Integer call() {
            data.file().delete(name);
            return 0;
        }
    }
}
