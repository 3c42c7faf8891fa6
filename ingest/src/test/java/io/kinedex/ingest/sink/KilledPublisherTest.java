package io.kinedex.ingest.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinedex.ingest.local.KinesisLocal;
import io.kinedex.metadata.stream.RocksMetadataStream;
import io.kinedex.metadata.stream.StreamOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/** A publisher that dies without warning loses nothing and changes no order. */
@Tag("heavy")
@Timeout(600)
class KilledPublisherTest {
    private static final int RECORDS = 1000;
    private static final List<String> NAMES = List.of("gate", "yard", "lobby");

    @TempDir
    Path folder;

    @Test
    void losesNothingAndKeepsOrderWhenKilled() throws Exception {
        try (RocksMetadataStream stream = RocksMetadataStream.open(
                folder.resolve("stream"), StreamOptions.defaults().withFreeBytesMin(0))) {
            NAMES.forEach(name -> SmallRecords.publish(stream, name, 1, RECORDS));
        }
        try (KinesisLocal kinesis = KinesisLocal.start();
                KinesisAsyncClient client = kinesis.client()) {
            kinesis.create("killed", 2);
            int killed = 0;
            for (int share = 1; share <= 4; share++) {
                Process child = child(kinesis);
                while (child.isAlive() && count(client) < NAMES.size() * RECORDS * share / 12) {
                    Thread.sleep(150);
                }
                killed += child.isAlive() ? 1 : 0;
                child.destroyForcibly().waitFor();
            }
            assertThat(killed).isPositive();
            assertThat(count(client)).isLessThan(NAMES.size() * RECORDS);
            assertThat(child(kinesis).waitFor(300, TimeUnit.SECONDS)).isTrue();

            Map<String, List<Long>> read = WholeStream.read(client, "killed");
            assertThat(read).containsOnlyKeys(NAMES);
            assertThat(read.values())
                    .allSatisfy(numbers -> assertThat(WholeStream.firstOnly(numbers))
                            .isEqualTo(
                                    LongStream.rangeClosed(1, RECORDS).boxed().toList()));
        }
    }

    private static int count(KinesisAsyncClient client) throws InterruptedException {
        return WholeStream.read(client, "killed").values().stream()
                .mapToInt(List::size)
                .sum();
    }

    private Process child(KinesisLocal kinesis) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Daws.accessKeyId=test",
                        "-Daws.secretAccessKey=test",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PublishingChild.class.getName(),
                        folder.toString(),
                        kinesis.endpoint().toString(),
                        "killed")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("child.log").toFile())
                .start();
    }
}
