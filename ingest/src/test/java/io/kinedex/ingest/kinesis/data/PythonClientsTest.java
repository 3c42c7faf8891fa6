package io.kinedex.ingest.kinesis.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kinedex.ingest.config.DataStreamsConfig;
import io.kinedex.ingest.kinesis.TestEndpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** Debian's awscli and python3-boto3, where they are installed, under AWS's own limits. */
class PythonClientsTest {
    private static final Path PYTHON = Path.of("/usr/bin/python3");
    private static final Path AWS = Path.of("/usr/bin/aws");

    /** What a program for AWS looks like; only its endpoint is another. */
    private static final String FLOW = """
            import boto3, json, sys, time
            kinesis = boto3.client("kinesis", endpoint_url=sys.argv[1])
            stream = sys.argv[2]
            for n in range(12):
                kinesis.put_record(StreamName=stream, Data=json.dumps({"n": n}), PartitionKey="gate-2")
            records = []
            for shard in kinesis.describe_stream(StreamName=stream)["StreamDescription"]["Shards"]:
                iterator = kinesis.get_shard_iterator(
                    StreamName=stream, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
                while True:
                    page = kinesis.get_records(ShardIterator=iterator, Limit=5)
                    assert len(page["Records"]) <= 5
                    records += [json.loads(record["Data"]) for record in page["Records"]]
                    if not page["Records"]:
                        assert page["MillisBehindLatest"] == 0
                        break
                    iterator = page["NextShardIterator"]
                    time.sleep(0.25)
            print(json.dumps([record["n"] for record in records]))
            """;

    @TempDir
    Path folder;

    private DataEndpoint endpoint;

    @BeforeEach
    void start() {
        endpoint = new DataEndpoint(folder, DataStreamsConfig.defaults());
    }

    @AfterEach
    void close() {
        endpoint.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"kinedex", "made"})
    void boto3PutsAndGetsRecords(String stream) throws Exception {
        assumeTrue(hasBoto3(), "python3-boto3 is not installed");
        if (stream.equals("made")) {
            try (KinesisClient client = endpoint.client()) {
                DataEndpoint.make(client, stream, 2);
            }
        }
        Path script = Files.writeString(folder.resolve("flow.py"), FLOW);
        String said = run(
                List.of(PYTHON.toString(), script.toString(), endpoint.address().toString(), stream));
        assertThat(said.strip()).isEqualTo("[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]");
    }

    @Test
    void awscliMakesAStreamWaitsForItAndReadsIt() throws Exception {
        assumeTrue(Files.isExecutable(AWS), "awscli is not installed");
        aws("create-stream", "--stream-name", "made", "--shard-count", "1");
        aws("wait", "stream-exists", "--stream-name", "made");
        assertThat(aws("put-record", "--stream-name", "made", "--partition-key", "gate-2", "--data", "eyJuIjoxfQ=="))
                .contains("shardId-000000000000");
        String iterator = aws(
                        "get-shard-iterator",
                        "--stream-name",
                        "made",
                        "--shard-id",
                        "shardId-000000000000",
                        "--shard-iterator-type",
                        "TRIM_HORIZON",
                        "--query",
                        "ShardIterator",
                        "--output",
                        "text")
                .strip();
        assertThat(aws("get-records", "--shard-iterator", iterator, "--limit", "5"))
                .contains("eyJuIjoxfQ==", "gate-2", "NextShardIterator");
        assertThat(aws("list-streams")).contains("kinedex", "made");
        aws("delete-stream", "--stream-name", "made");
        aws("wait", "stream-not-exists", "--stream-name", "made");
    }

    private String aws(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(AWS.toString(), "--endpoint-url", endpoint.address().toString(), "kinesis"));
        command.addAll(List.of(arguments));
        return run(command);
    }

    private static boolean hasBoto3() throws IOException, InterruptedException {
        return Files.isExecutable(PYTHON)
                && new ProcessBuilder(PYTHON.toString(), "-c", "import boto3")
                                .redirectErrorStream(true)
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .start()
                                .waitFor()
                        == 0;
    }

    private String run(List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "client", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
        builder.environment().put("AWS_ACCESS_KEY_ID", TestEndpoint.ACCESS_KEY_ID);
        builder.environment().put("AWS_SECRET_ACCESS_KEY", TestEndpoint.SECRET);
        builder.environment().put("AWS_DEFAULT_REGION", TestEndpoint.REGION);
        builder.environment().put("AWS_PAGER", "");
        Process process = builder.start();
        boolean ended = process.waitFor(120, TimeUnit.SECONDS);
        process.destroyForcibly();
        String said = Files.readString(out, StandardCharsets.UTF_8);
        assertThat(ended).as("the client ended; it said: %s", said).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
