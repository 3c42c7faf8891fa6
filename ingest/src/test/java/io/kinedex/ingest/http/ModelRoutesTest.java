package io.kinedex.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelRoutesTest {
    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private TestNode node;

    @BeforeEach
    void start() throws Exception {
        node = new TestNode(Files.createTempDirectory(folder, "node"));
    }

    @AfterEach
    void end() {
        node.close();
    }

    @Test
    void takesAModelInAndKeepsNothingOfItsArchive() throws Exception {
        HttpResponse<String> answer = put("plates-v1", "an archive".repeat(100_000));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"plates-v1\"", "\"plates\"", "cdcd");
        assertThat(node.models.archives).hasSize(1).noneMatch(Files::exists);
    }

    @Test
    void saysWhyAModelIsRefused() throws Exception {
        HttpResponse<String> answer = put("plates-v1", "?");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("no ZIP that can be read");
        assertThat(node.models.archives).hasSize(1).noneMatch(Files::exists);
    }

    @Test
    void refusesANameThatIsNone() throws Exception {
        assertThat(put("Plates!", "an archive").statusCode()).isEqualTo(400);
        assertThat(put("..%2f..%2fetc", "an archive").statusCode()).isIn(400, 404);
        assertThat(node.models.archives).isEmpty();
    }

    @Test
    void removesWhatIsThereAndNobodyUses() throws Exception {
        put("plates-v1", "an archive");

        assertThat(delete("plates-v1").statusCode()).isEqualTo(204);
        assertThat(delete("plates-v1").statusCode()).isEqualTo(404);
        assertThat(delete("used").statusCode()).isEqualTo(409);
    }

    private HttpResponse<String> put(String name, String archive) throws Exception {
        return node.send(node.request("/v1/models/" + name).PUT(BodyPublishers.ofString(archive)));
    }

    private HttpResponse<String> delete(String name) throws Exception {
        return node.send(node.request("/v1/models/" + name).DELETE());
    }
}
