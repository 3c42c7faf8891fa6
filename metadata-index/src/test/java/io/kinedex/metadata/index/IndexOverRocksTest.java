package io.kinedex.metadata.index;

import static io.kinedex.metadata.index.LuceneIndexTest.search;
import static io.kinedex.metadata.index.Worlds.record;
import static io.kinedex.metadata.index.Worlds.sighting;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinedex.metadata.stream.Checkpoint;
import io.kinedex.metadata.stream.RocksMetadataStream;
import io.kinedex.metadata.stream.SequenceNumber;
import io.kinedex.metadata.stream.StreamOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index over the stream that a node has. */
class IndexOverRocksTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path temp;

    @Test
    void followsOverRestartsAndIsMadeAgainForANewStream() throws Exception {
        assertThat(publishAndCount("stream", 0, 10)).isEqualTo(10);
        assertThat(publishAndCount("stream", 10, 12)).isEqualTo(12);
        assertThat(publishAndCount("another", 0, 3)).isEqualTo(3);
    }

    private long publishAndCount(String folder, int from, int to) throws InterruptedException {
        try (RocksMetadataStream stream = RocksMetadataStream.open(temp.resolve(folder), StreamOptions.defaults());
                LuceneIndex index = LuceneIndex.open(temp.resolve("index"), stream, IndexOptions.defaults())) {
            SequenceNumber last = stream.latest();
            for (int i = from; i < to; i++) {
                last = stream.append(
                        List.of(record("g", i, i, i + 1, sighting("s" + i, "car", i, i + 1))),
                        new Checkpoint("g", Integer.toString(i), "{}"));
            }
            assertThat(index.awaitSearchable(last, PATIENCE)).isTrue();
            assertThat(index.searchable()).isEqualTo(stream.latest());
            return search(index, "car").total();
        }
    }
}
