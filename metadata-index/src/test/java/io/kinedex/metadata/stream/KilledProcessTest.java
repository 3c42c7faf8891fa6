package io.kinedex.metadata.stream;

import static io.kinedex.metadata.stream.Fragments.checkpoint;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process is killed while it appends, several times on one folder; what it told us was acknowledged must be there. */
@Timeout(120)
class KilledProcessTest {
    private static final int KILLS = 4;

    @TempDir
    Path folder;

    private final Map<String, Long> acknowledged = new HashMap<>();

    @Test
    void keepsEveryAcknowledgedRecordOnce() throws Exception {
        Random random = new Random(42);
        for (int kill = 0; kill < KILLS; kill++) {
            runAndKill(random.nextInt(1, 400));
            check();
        }
        assertThat(acknowledged).hasSize(AppendingChild.STREAMS);
    }

    /**
     * Kills after a number of lines, wherever the process is then, and reads what it had still printed. By its handle,
     * since {@link Process#destroyForcibly()} would close the pipe.
     */
    private void runAndKill(int lines) throws IOException, InterruptedException {
        Process child = ChildProcess.start(AppendingChild.class, folder.toString());
        try (BufferedReader out = child.inputReader()) {
            int read = 0;
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                note(line);
                if (++read == lines) {
                    child.toHandle().destroyForcibly();
                }
            }
            assertThat(read).as("lines of the child before it ended").isGreaterThanOrEqualTo(lines);
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    /** The last line may have been cut off by the kill. */
    private void note(String line) {
        int space = line.indexOf(' ');
        if (space > 0 && space < line.length() - 1) {
            acknowledged.merge(line.substring(0, space), Long.parseLong(line.substring(space + 1)), Math::max);
        }
    }

    private void check() throws InterruptedException {
        try (RocksMetadataStream stream = RocksMetadataStream.open(
                        folder, StreamOptions.defaults().withFreeBytesMin(0));
                Follower follower = stream.follow(new StartPosition.TrimHorizon(), Set.of())) {
            Map<String, List<Long>> fragments = new HashMap<>();
            Set<String> ids = new HashSet<>();
            long sequence = 0;
            List<PublishedRecord> some = follower.poll(1000, Duration.ZERO);
            for (; !some.isEmpty(); some = follower.poll(1000, Duration.ZERO)) {
                for (PublishedRecord published : some) {
                    assertThat(published.sequence().value()).isEqualTo(++sequence);
                    assertThat(ids.add(published.record().id())).isTrue();
                    fragments
                            .computeIfAbsent(published.record().stream(), name -> new ArrayList<>())
                            .add(Long.parseLong(published.record().fragment().number()));
                }
            }
            acknowledged.forEach((name, last) -> assertThat(fragments.get(name)).contains(last));
            fragments.forEach((name, numbers) -> checkStream(stream, name, numbers));
        }
    }

    /** Two records for each fragment from 1 on, in order, and the checkpoint at the last one. */
    private void checkStream(MetadataStream stream, String name, List<Long> numbers) {
        for (int i = 0; i < numbers.size(); i++) {
            assertThat(numbers.get(i)).isEqualTo(1 + i / 2);
        }
        assertThat(numbers.size() % 2).isZero();
        assertThat(stream.checkpoint(name)).contains(checkpoint(name, numbers.getLast()));
        assertThat(numbers.getLast()).isGreaterThanOrEqualTo(acknowledged.getOrDefault(name, 0L));
    }
}
