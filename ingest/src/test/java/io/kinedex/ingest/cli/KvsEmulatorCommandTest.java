package io.kinedex.ingest.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The emulator as a command in a process of its own, called by AWS's command line and by boto3 where they are installed. */
class KvsEmulatorCommandTest {
    private static final Path AWS = Path.of("/usr/bin/aws");
    private static final Path PYTHON = Path.of("/usr/bin/python3");

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endWhatIsLeft() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void whatIsWrongIsToldInALine() throws IOException {
        assertThat(CommandLineRun.of("kvs-emulator", "--fault", "cutt").err())
                .contains("--fault: fault 'cutt', line 1: key 'fault' is 'cutt', must be one of [cut, error,");
        assertThat(CommandLineRun.of("kvs-emulator", "--stream", "a", "--pace", "fast"))
                .satisfies(run -> {
                    assertThat(run.status()).isEqualTo(2);
                    assertThat(run.err()).contains("--pace is 'fast', must be like 1x, 60x or max");
                });
        assertThat(CommandLineRun.of("kvs-emulator", "--stream", "a b").err()).contains("stream 'a b' must be");
        assertThat(CommandLineRun.of("kvs-emulator", "--random", "1000").err()).contains("must be in 0..100");
        assertThat(CommandLineRun.of("kvs-emulator", "--stream", "a=" + folder.resolve("none.mp4"))
                        .err())
                .contains("none.mp4 is no file that can be read");
        Path script = folder.resolve("s.yaml");
        Files.writeString(script, "faults:\n- fault: gap\n  fragment: none\n");
        assertThat(CommandLineRun.of("kvs-emulator", "--script", script.toString())
                        .err())
                .contains("s.yaml, line 2: key 'fragment' is 'none'");
    }

    @Test
    void servesAmazonsCommandLineAndPythonUntilItIsEnded() throws Exception {
        assumeThat(AWS).isExecutable();
        Running running = start("--stream", "gate-2", "--pace", "max", "--duration", "4s", "--fault", "gap:fragment=1");

        String listed =
                run(running, AWS.toString(), "--endpoint-url", running.endpoint(), "kinesisvideo", "list-streams");
        assertThat(listed).contains("\"StreamName\": \"gate-2\"");
        Path script = folder.resolve("read.py");
        Files.writeString(script, """
            import sys, boto3
            endpoint = sys.argv[1]
            video = boto3.client("kinesisvideo", endpoint_url=endpoint)
            at = video.get_data_endpoint(StreamName="gate-2", APIName="GET_MEDIA")["DataEndpoint"]
            media = boto3.client("kinesis-video-media", endpoint_url=at)
            payload = media.get_media(StreamName="gate-2",
                                      StartSelector={"StartSelectorType": "EARLIEST"})["Payload"]
            print(payload.read(4).hex())
            """);
        assertThat(run(running, PYTHON.toString(), script.toString(), running.endpoint()))
                .contains("1a45dfa3");
        running.process().destroy();
        assertThat(running.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
        String log = Files.readString(running.log());
        assertThat(log).contains("\"kind\":\"gap\"").contains("\"operation\":\"GetMedia\"");
        assertThat(folder.resolve("tmp")).isEmptyDirectory();
    }

    private record Running(Process process, Path log, String endpoint) {}

    private Running start(String... options) throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("tmp"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Xmx512m",
                "-Djava.io.tmpdir=" + folder.resolve("tmp"),
                // FFmpeg's libraries stay where they are unpacked already
                "-Dorg.bytedeco.javacpp.cachedir=" + Path.of(System.getProperty("user.home"), ".javacpp", "cache"),
                "-cp",
                System.getProperty("java.class.path"),
                Kinedex.class.getName(),
                "kvs-emulator",
                "--json"));
        command.addAll(List.of(options));
        Path errors = folder.resolve("errors.txt");
        Path log = folder.resolve("log.jsonl");
        Process process = new ProcessBuilder(command)
                .redirectError(errors.toFile())
                .redirectOutput(log.toFile())
                .start();
        started.add(process);
        String prefix = "Kinesis Video is emulated at ";
        for (int i = 0; i < 600 && process.isAlive(); i++) {
            List<String> lines = Files.readAllLines(errors);
            if (lines.stream().anyMatch(line -> line.contains("list-streams"))) {
                String first = lines.stream()
                        .filter(line -> line.startsWith(prefix))
                        .findFirst()
                        .orElseThrow();
                return new Running(process, log, first.substring(prefix.length()));
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException("the emulator did not start: " + Files.readString(errors));
    }

    private String run(Running running, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("AWS_ACCESS_KEY_ID", "AKIAKINEDEXEMULATOR0");
        builder.environment().put("AWS_SECRET_ACCESS_KEY", "kinedex/emulator/not/a/secret/0123456789");
        builder.environment().put("AWS_DEFAULT_REGION", "us-east-1");
        builder.environment().put("AWS_EC2_METADATA_DISABLED", "true");
        Process process = builder.start();
        started.add(process);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        assertThat(running.process().isAlive()).isTrue();
        return output;
    }
}
