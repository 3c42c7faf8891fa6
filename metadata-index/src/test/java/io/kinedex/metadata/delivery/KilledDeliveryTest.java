package io.kinedex.metadata.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinedex.metadata.record.RecordJson;
import io.kinedex.metadata.stream.Fragments;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/** kill -9 of either side, at moments of chance. */
@Tag("heavy")
class KilledDeliveryTest {
    private static final String BUCKET = "lake";
    private static final int KILLS = 4;
    private static final int NEVER = Integer.MAX_VALUE;

    @TempDir
    private Path folder;

    @Test
    void everyRecordIsInOneObjectAfterTheDeliveringProcessWasKilledInTheMiddle() throws Exception {
        Random random = new Random(11);
        try (S3Mock mock = new S3Mock(folder.resolve("s3"));
                S3Client client = mock.client()) {
            client.createBucket(create -> create.bucket(BUCKET));
            for (int i = 0; i < KILLS; i++) {
                Process child = child(mock, NEVER);
                child.inputReader().readLine();
                if (!child.waitFor(200 + random.nextInt(800), TimeUnit.MILLISECONDS)) {
                    child.destroyForcibly().waitFor();
                }
            }
            finish(child(mock, NEVER));

            assertThat(Objects.lines(client, BUCKET)).containsExactlyInAnyOrderElementsOf(published());
        }
    }

    @Test
    void everyRecordIsInOneObjectAfterEndsBetweenAPutAndTheNoteOfIt() throws Exception {
        try (S3Mock mock = new S3Mock(folder.resolve("s3"));
                S3Client client = mock.client()) {
            client.createBucket(create -> create.bucket(BUCKET));
            for (int puts = 1; puts <= KILLS; puts++) {
                Process child = child(mock, puts);
                assertThat(child.waitFor(3, TimeUnit.MINUTES)).isTrue();
                assertThat(child.exitValue()).isEqualTo(9);
            }
            finish(child(mock, NEVER));

            assertThat(Objects.lines(client, BUCKET)).containsExactlyInAnyOrderElementsOf(published());
        }
    }

    @Test
    void everyRecordIsInOneObjectAfterTheServerWasKilledInTheMiddle() throws Exception {
        Random random = new Random(12);
        try (S3Mock mock = new S3Mock(folder.resolve("s3"))) {
            try (S3Client client = mock.client()) {
                client.createBucket(create -> create.bucket(BUCKET));
            }
            Process child = child(mock, NEVER);
            child.inputReader().readLine();
            for (int i = 0; i < 2; i++) {
                child.waitFor(300 + random.nextInt(700), TimeUnit.MILLISECONDS);
                mock.kill();
                mock.startAgain();
            }
            finish(child);

            try (S3Client client = mock.client()) {
                assertThat(Objects.lines(client, BUCKET)).containsExactlyInAnyOrderElementsOf(published());
            }
        }
    }

    private Process child(S3Mock mock, int puts) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-Daws.accessKeyId=any", "-Daws.secretAccessKey=any"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), DeliveringChild.class.getName()));
        command.addAll(List.of(folder.resolve("data").toString(), mock.endpoint(), BUCKET, "json-lines-gzip"));
        command.add(Integer.toString(puts));
        return new ProcessBuilder(command)
                .redirectError(folder.resolve("child.log").toFile())
                .start();
    }

    private static void finish(Process child) throws InterruptedException {
        try {
            assertThat(child.waitFor(3, TimeUnit.MINUTES)).isTrue();
            assertThat(child.exitValue()).isZero();
        } finally {
            child.destroyForcibly();
        }
    }

    private static List<String> published() {
        List<String> all = new ArrayList<>();
        for (int i = 1; i <= DeliveringChild.FRAGMENTS; i++) {
            for (String name : DeliveringChild.STREAMS) {
                all.add(new String(RecordJson.write(Fragments.record(name, i)), StandardCharsets.UTF_8));
            }
        }
        return all;
    }
}
