package io.kinedex.ingest.cli;

import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.config.DurationText;
import io.kinedex.ingest.emulator.EmulatorOptions;
import io.kinedex.ingest.emulator.FaultScript;
import io.kinedex.ingest.emulator.FeedOptions;
import io.kinedex.ingest.emulator.Injection;
import io.kinedex.ingest.emulator.KvsEmulator;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "kvs-emulator",
        description = "Serve Kinesis Video on this machine with faults of your choice, to test consumers and producers "
                + "with. Prints its address, its keys and its streams; Ctrl-C ends it in order.",
        footer = {
            "%nA stream of the test picture whose second GetMedia is cut after 100 000 bytes:",
            "  kinedex kvs-emulator --stream gate-2 --fault cut:after-bytes=100000,call=2",
            "docs/emulator.md tells every fault."
        })
final class KvsEmulatorCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--stream",
            paramLabel = "NAME[=FILE]",
            description =
                    "A stream, fed from a video or a GetMedia recording, or else from a test picture; repeatable.")
    private List<String> streams = List.of();

    @Option(
            names = "--empty-stream",
            paramLabel = "NAME",
            description = "A stream that only PutMedia fills; repeatable.")
    private List<String> emptyStreams = List.of();

    @Option(names = "--script", paramLabel = "FILE", description = "A fault script, see docs/emulator.md.")
    private @Nullable Path script;

    @Option(
            names = "--fault",
            paramLabel = "FAULT",
            description = "One more fault, such as cut:after-bytes=100000,call=2; repeatable.")
    private List<String> faults = List.of();

    @Option(names = "--random", paramLabel = "RATE", description = "All faults at random; 1 is the usual rate.")
    private @Nullable Double random;

    @Option(names = "--seed", paramLabel = "N", description = "Of all chances; the script's unless given, else 0.")
    private @Nullable Long seed;

    @Option(
            names = "--fragment-length",
            paramLabel = "DURATION",
            defaultValue = "2s",
            description = "Files are cut at the first key frame after so long; ${DEFAULT-VALUE} unless given.")
    private String fragmentLength = "2s";

    @Option(
            names = "--duration",
            paramLabel = "DURATION",
            description =
                    "How much each stream is fed, its file begun again as often as it takes; without end unless given.")
    private @Nullable String duration;

    @Option(
            names = "--pace",
            paramLabel = "PACE",
            defaultValue = "1x",
            description = "1x is real time, 60x a minute each second, max as fast as possible; ${DEFAULT-VALUE} unless"
                    + " given.")
    private String pace = "1x";

    @Option(
            names = "--start",
            paramLabel = "INSTANT",
            description = "Producer time of the first fragment, such as 2026-11-22T10:00:00Z; now unless given.")
    private @Nullable String start;

    @Option(names = "--host", paramLabel = "H", description = "The address to listen on; 127.0.0.1 unless given.")
    private String host = "127.0.0.1";

    @Option(names = "--port", paramLabel = "N", description = "The port; any free one unless given.")
    private int port;

    @Option(
            names = "--control-port",
            paramLabel = "N",
            description = "The port of the control routes, on 127.0.0.1; any free one unless given.")
    private int controlPort;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The folder of the fragments, kept at the end; a temporary one unless given.")
    private @Nullable Path data;

    @Option(
            names = "--region",
            paramLabel = "R",
            description = "The region of signatures and ARNs; us-east-1 unless given.")
    private String region = "us-east-1";

    @Option(
            names = "--access-key-id",
            paramLabel = "ID",
            description = "With which clients sign; printed at the start.")
    private @Nullable String accessKeyId;

    @Option(
            names = "--secret-access-key",
            paramLabel = "KEY",
            description = "With which clients sign; printed at the start.")
    private @Nullable String secretAccessKey;

    @Option(names = "--no-auth", description = "Take any signature, also none.")
    private boolean noAuth;

    @Option(names = "--json", description = "Print each fault that strikes as a line of JSON.")
    private boolean json;

    /** Nobody reads the log any more. Else the process ends by a signal. */
    private final CountDownLatch ended = new CountDownLatch(1);

    @Override
    public Integer call() throws InterruptedException {
        Terminal terminal = Terminal.of(spec.commandLine());
        EmulatorOptions options = options().onFault(injection -> show(terminal, injection));
        KvsEmulator emulator = KvsEmulator.start(options);
        Runtime.getRuntime().addShutdownHook(new Thread(emulator::close, "shutdown"));
        greet(terminal, emulator);
        ended.await();
        return 0;
    }

    private void show(Terminal terminal, Injection injection) {
        if (!json) {
            return;
        }
        try {
            terminal.json(injection.json());
            terminal.out().flush();
        } catch (Terminal.ReaderGone _) {
            ended.countDown();
        }
    }

    /** People read it; with --json the answer is the log alone. */
    private void greet(Terminal terminal, KvsEmulator emulator) throws InterruptedException {
        StringBuilder text = new StringBuilder();
        text.append("Kinesis Video is emulated at %s%n".formatted(emulator.endpoint()));
        text.append("  control:           %s/emulator%n"
                .formatted(emulator.control().orElseThrow()));
        text.append("  access key id:     %s%n".formatted(emulator.accessKeyId()));
        text.append("  secret access key: %s%n".formatted(emulator.secretKey()));
        text.append("  signatures:        %s%n".formatted(noAuth ? "not checked" : "checked"));
        text.append("  region:            %s%n".formatted(emulator.region()));
        text.append("  streams:           %s%n".formatted(String.join(", ", emulator.streams())));
        text.append(
                "  faults set:        %d%n".formatted(emulator.faults().status().size()));
        text.append("Try:%n  AWS_ACCESS_KEY_ID=%s AWS_SECRET_ACCESS_KEY=%s AWS_DEFAULT_REGION=%s \\%n"
                .formatted(emulator.accessKeyId(), emulator.secretKey(), emulator.region()));
        text.append("    aws --endpoint-url %s kinesisvideo list-streams".formatted(emulator.endpoint()));
        if (json) {
            terminal.note(text.toString());
        } else {
            terminal.line(text.toString());
            terminal.out().flush();
        }
    }

    private EmulatorOptions options() {
        EmulatorOptions options = EmulatorOptions.defaults()
                .at(host, port, controlPort)
                .of(region, "000000000000")
                .with(faultScript());
        if (accessKeyId != null || secretAccessKey != null) {
            options = options.signedWith(
                    accessKeyId == null ? options.accessKeyId() : accessKeyId,
                    secretAccessKey == null ? options.secretKey() : secretAccessKey);
        }
        if (noAuth) {
            options = options.unsigned();
        }
        if (data != null) {
            options = options.in(data);
        }
        for (String stream : streams) {
            options = options.with(feed(stream));
        }
        for (String stream : emptyStreams) {
            options = options.with(checked(() -> FeedOptions.empty(stream)));
        }
        return options;
    }

    private FaultScript faultScript() {
        FaultScript whole = script == null ? FaultScript.empty() : FaultScript.read(script);
        if (random != null) {
            double rate = random;
            whole = whole.with(checked(() -> FaultScript.random(rate)));
        }
        for (String fault : faults) {
            try {
                whole = whole.with(FaultScript.option(fault, whole.faults().size() + 1));
            } catch (IngestException e) {
                throw new ParameterException(spec.commandLine(), "--fault: " + e.getMessage(), e);
            }
        }
        return seed == null ? whole : whole.seeded(seed);
    }

    private FeedOptions feed(String text) {
        int equals = text.indexOf('=');
        FeedOptions feed = checked(() -> equals < 0
                ? FeedOptions.testCard(text)
                : FeedOptions.file(text.substring(0, equals), Path.of(text.substring(equals + 1))));
        return checked(() -> {
            FeedOptions made =
                    feed.withFragmentLength(DurationText.parse(fragmentLength)).withPace(paceOf(pace));
            if (duration != null) {
                made = made.withDuration(DurationText.parse(duration));
            }
            return start == null ? made : made.startingAt(instant(start));
        });
    }

    private static double paceOf(String text) {
        if (text.equals("max")) {
            return FeedOptions.MAX;
        }
        try {
            double times = Double.parseDouble(text.endsWith("x") ? text.substring(0, text.length() - 1) : text);
            if (times > 0) {
                return times;
            }
        } catch (NumberFormatException _) {
            // told below
        }
        throw new IllegalArgumentException("--pace is '%s', must be like 1x, 60x or max".formatted(text));
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("--start is '%s', must be like 2026-11-22T10:00:00Z".formatted(text), e);
        }
    }

    private <T> T checked(Supplier<T> make) {
        try {
            return make.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
