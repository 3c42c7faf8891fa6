package io.kinedex.ingest.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "people",
        description =
                "Say whose faces are to be recognised, and who is who. Each call is put down in the node's audit.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            PeopleAddCommand.class,
            PeopleListCommand.class,
            PeopleShowCommand.class,
            PeopleNameCommand.class,
            PeopleNotCommand.class,
            PeopleMergeCommand.class,
            PeopleSplitCommand.class,
            PeopleForgetCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  kinedex people add 'Ada Lovelace' --purpose 'opens the door' --consent 'form 12' ada1.jpg ada2.jpg",
            "  kinedex search 'person:ada*'",
            "PERSON is a name, or an id as people list prints it."
        })
final class PeopleCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(),
                "which command? There are: "
                        + String.join(", ", spec.subcommands().keySet()));
    }
}
