package io.kinedex.samples.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.ingest.client.FileIngest;
import io.kinedex.ingest.client.IngestListener;
import io.kinedex.ingest.client.NodeClient;
import io.kinedex.ingest.client.StreamEdit;
import io.kinedex.ingest.config.NodeConfig;
import io.kinedex.ingest.node.KinedexNode;
import io.kinedex.ingest.upload.Upload;
import io.kinedex.metadata.index.SearchRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The opening titles of a real film, read and found as a customer would. */
@Tag("heavy")
class TitlesTest {
    @Test
    void areFoundAndNothingElseIs(@TempDir Path folder) throws Exception {
        Path film = SampleMedia.bundled(PinnedStore.configured()).path("meadow");
        try (KinedexNode node = KinedexNode.start(NodeConfig.defaults().at(folder.resolve("data"), "127.0.0.1", 0));
                NodeClient client = new NodeClient(node.address())) {
            var unused = StreamEdit.begin(client, "film")
                    .off("objects")
                    .model("text", "ppocr-english")
                    .sampling("1s")
                    .save();
            List<FileIngest.Outcome> outcomes = new FileIngest(client, Duration.ofMinutes(5), new Silence())
                    .ingest("film", List.of(film), Optional.of(Instant.parse("2026-01-01T00:00:00Z")));

            assertThat(outcomes).allMatch(FileIngest.Outcome::searchable);
            assertThat(texts(client, "kind:text"))
                    .containsExactlyInAnyOrder("THE PEACH OPEN MOVIE PROJECT", "PRESENTS");
            assertThat(texts(client, "text:\"open movie\"")).hasSize(1);
            assertThat(texts(client, "text:preserts~1")).containsExactly("PRESENTS");
        }
    }

    private static final class Silence implements IngestListener {
        @Override
        public void sending(Path file, long sent, long length) {}

        @Override
        public void analysing(Path file, Upload upload) {}

        @Override
        public void interrupted(Path file, String reason, Duration pause) {}

        @Override
        public void ended(FileIngest.Outcome outcome) {}
    }

    private static List<String> texts(NodeClient client, String query) throws InterruptedException {
        return client.search(query, 100, SearchRequest.Order.OLDEST, "").hits().stream()
                .map(hit -> hit.sighting().wording().text())
                .toList();
    }
}
